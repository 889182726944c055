import type { CommandName } from '../../types.js';
import type { Found, Top } from './found.js';
import { integrationMarker } from './integration.js';
import { GUIDES, needsOf, REQUIREMENTS } from './python-needs.js';

const SETTINGS = ['setup.cfg', 'setup.py', 'tox.ini', 'pytest.ini', '.flake8', 'mypy.ini', '.mypy.ini'];
const SAYING = ['pyproject.toml', ...REQUIREMENTS, ...SETTINGS];
export const PYTHON_FILES = [...SAYING, ...GUIDES];

interface Tool {
  name: CommandName;
  command: string;
  /** What says that it is used: a file of settings, or a line of another. */
  file?: RegExp;
  mark: RegExp;
  /** What takes the place of the command where a file says this. */
  where?: [said: RegExp, command: string];
}

/** A line of requirements or of Poetry's, or a text in a list. */
const listed = (name: string) => `(?:^|["'])${name}(?![\\w-])`;
const table = (name: string) => `^\\[(?:tool\\.)?${name}\\b`;
const markOf = (name: string) => new RegExp(`${listed(name)}|${table(name)}`, 'm');

/** Of flake8's defaults `.venv` is none to leave out; given paths, mypy takes no others, and its settings may have some. */
const TOOLS: Tool[] = [
  { name: 'lint', command: 'ruff check .', file: /^\.?ruff\.toml$/, mark: markOf('ruff') },
  {
    name: 'lint',
    command: 'flake8 --extend-exclude .venv',
    file: /^\.flake8$/,
    mark: markOf('flake8'),
    where: [/^\[flake8\](?:\n[^[].*|\n)*?\n(?:extend-)?exclude\s*=/m, 'flake8'],
  },
  {
    name: 'typecheck',
    command: 'mypy .',
    file: /^\.?mypy\.ini$/,
    mark: markOf('mypy'),
    where: [/^\[(?:tool\.)?mypy\](?:\n[^[].*|\n)*?\n(?:files|packages|modules)\s*=/m, 'mypy'],
  },
  { name: 'typecheck', command: 'pyright', file: /^pyrightconfig\.json$/, mark: markOf('pyright') },
  { name: 'coverage', command: 'pytest --cov', mark: new RegExp(listed('pytest-cov'), 'm') },
];

export function pythonStack({ names, texts }: Top): Found[] | undefined {
  if (!['pyproject.toml', 'setup.cfg', 'setup.py', ...REQUIREMENTS].some((name) => names.includes(name)))
    return undefined;
  const said = (mark: RegExp) => SAYING.find((file) => mark.test(texts.get(file) ?? ''));
  const { setup, run, source } = managerOf({ names, texts });
  const tools = TOOLS.flatMap(({ name, command, file, mark, where }): Found[] => {
    const by = (file && names.find((one) => file.test(one))) ?? said(mark);
    return by ? [[name, run + (where && said(where[0]) ? where[1] : command), by]] : [];
  });
  const pytest = said(/\bpytest\b/);
  const marking = SAYING.find((file) => integrationMarker(texts.get(file) ?? ''));
  const marker = marking && integrationMarker(texts.get(marking) ?? '');
  return [
    ...(setup ? [['setup', setup + (said(PYRIGHT) ? ` && ${run}pyright --version` : ''), source] satisfies Found] : []),
    ...(pytest ? (['test', 'testFile'] as const).map((name): Found => [name, `${run}pytest`, pytest]) : []),
    ...(pytest && marker ? [['integration', `${run}pytest -m ${marker}`, marking] satisfies Found] : []),
    ...tools.filter(([name], at) => tools.findIndex(([other]) => other === name) === at),
  ];
}

/** What is installed under this name fetches the checker when it is first run. */
const PYRIGHT = new RegExp(listed('pyright'), 'm');

interface Manager {
  setup: string;
  /** What stands before a command. */
  run: string;
  /** The file that says so. */
  source: string;
}

const POETRY = 'POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install --no-interaction';

function managerOf({ names, texts }: Top): Manager {
  const pyproject = texts.get('pyproject.toml') ?? '';
  const has = (name: string) => names.includes(name);
  const [uv, poetry] = ['uv run --no-sync ', 'poetry run '];
  if (has('uv.lock')) return { setup: 'uv sync --frozen', run: uv, source: 'uv.lock' };
  if (has('poetry.lock')) return { setup: POETRY, run: poetry, source: 'poetry.lock' };
  if (/^\[tool\.uv\b/m.test(pyproject)) return { setup: 'uv sync', run: uv, source: 'pyproject.toml' };
  if (/^\[tool\.poetry\b/m.test(pyproject)) return { setup: POETRY, run: poetry, source: 'pyproject.toml' };
  return pip({ names, texts });
}

/** Into an environment of the worktree's own. */
function pip(top: Top): Manager {
  const { options, source, modern } = needsOf(top);
  if (options.length === 0) return { setup: '', run: '', source: '' };
  const install = '.venv/bin/pip install --quiet';
  const setup = [
    'python3 -m venv .venv',
    ...(modern ? [`${install} 'pip>=25.1'`] : []),
    `${install} ${options.join(' ')}`,
  ];
  return { setup: setup.join(' && '), run: '.venv/bin/', source };
}
