import type { Commands, CommandName } from '../types.js';
import { integrationMarker, integrationProject, PROJECT_FILES } from './manifest-tests.js';

/** What a repository's manifest files say of its commands: candidates for prime, which knows the repository better. */

/** Text of a file at the repository's top, or undefined. */
export type ReadTop = (file: string) => Promise<string | undefined>;

type Found = [CommandName, command: string, source: string];

/** One list a stack, as more than one may be there. The names are those at the top of the repository. */
export async function lookAtManifests(names: string[], read: ReadTop): Promise<Commands[]> {
  const has = (...wanted: string[]) => wanted.find((name) => names.includes(name));
  const stacks = [
    has('package.json') && nodeStack((await read('package.json')) ?? '', has, await projects(names, read)),
    has('pyproject.toml', 'setup.cfg', 'requirements.txt') && (await pythonStack(names, read)),
    has('go.mod') && goStack(has),
  ];
  return stacks.filter((found) => Array.isArray(found)).map(toCommands);
}

const toCommands = (found: Found[]): Commands =>
  Object.fromEntries(found.map(([name, command, source]) => [name, { command, source }]));

const NPM = { setup: 'npm ci', run: 'npm run', exec: 'npx --no-install', file: 'package-lock.json' };
const MANAGERS = [
  { setup: 'pnpm install --frozen-lockfile', run: 'pnpm run', exec: 'pnpm exec', file: 'pnpm-lock.yaml' },
  { setup: 'yarn install --immutable', run: 'yarn run', exec: 'yarn run', file: 'yarn.lock' },
  NPM,
];
const SCRIPTS: [CommandName, RegExp][] = [
  ['test', /^test$/],
  ['integration', /^test:(?:integration|e2e)$/],
  ['lint', /^lint$/],
  ['typecheck', /^(?:typecheck|type-check|check-types|types|tsc)$/],
  ['coverage', /^(?:coverage|test:coverage|test:cov|cov)$/],
];
/** How a tool runs single test files. */
const BY_FILE: Record<string, string> = { jest: 'jest', vitest: 'vitest run', 'node --test': 'node --test' };

/** The settings of test runners, where they stand in files of their own. */
async function projects(names: string[], read: ReadTop): Promise<{ file: string; text: string }[]> {
  const files = names.filter((name) => PROJECT_FILES.test(name));
  return Promise.all(files.map(async (file) => ({ file, text: (await read(file)) ?? '' })));
}

function nodeStack(
  manifest: string,
  has: (...names: string[]) => string | undefined,
  settings: { file: string; text: string }[],
): Found[] {
  const { scripts = {} } = readManifest(manifest);
  const lock = MANAGERS.find(({ file }) => has(file));
  const { run, exec } = lock ?? NPM;
  const named = SCRIPTS.flatMap(([name, pattern]): Found[] => {
    const script = Object.keys(scripts).find((key) => pattern.test(key));
    return script ? [[name, `${run} ${script}`, 'package.json']] : [];
  });
  const tool = Object.keys(BY_FILE).find((one) => scripts['test']?.includes(one));
  const byFile = tool && (tool === 'node --test' ? BY_FILE[tool] : `${exec} ${BY_FILE[tool]}`);
  const project = settings
    .map(({ file, text }) => ({ file, option: integrationProject(tool, text) }))
    .find(({ option }) => option !== undefined);
  const integration = project && !named.some(([name]) => name === 'integration');
  return [
    ...(lock ? [['setup', lock.setup, lock.file] satisfies Found] : []),
    ...named,
    ...(byFile ? [['testFile', byFile, 'package.json'] satisfies Found] : []),
    ...(integration ? [['integration', `${byFile} ${project.option}`, project.file] satisfies Found] : []),
  ];
}

function readManifest(text: string): { scripts?: Record<string, string> } {
  try {
    return JSON.parse(text) as { scripts?: Record<string, string> };
  } catch {
    return {};
  }
}

const PYTHON_FILES = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'requirements.txt', 'requirements-dev.txt'];
const PYTHON_TOOLS: [CommandName, command: string, file: RegExp, mark: RegExp][] = [
  ['lint', 'ruff check .', /^\.?ruff\.toml$/, /^\[tool\.ruff|^ruff\b/m],
  ['lint', 'flake8', /^\.flake8$/, /^\[flake8\]|^flake8\b/m],
  ['typecheck', 'mypy .', /^\.?mypy\.ini$/, /^\[(?:tool\.)?mypy|^mypy\b/m],
  ['typecheck', 'pyright', /^pyrightconfig\.json$/, /^\[tool\.pyright|^pyright\b/m],
  ['coverage', 'pytest --cov', /^\.coveragerc$/, /\bpytest-cov\b|^\[tool\.coverage/m],
];

async function pythonStack(names: string[], read: ReadTop): Promise<Found[]> {
  const files = PYTHON_FILES.filter((name) => names.includes(name));
  const texts = await Promise.all(files.map(async (file) => ({ file, text: (await read(file)) ?? '' })));
  const [setup, run, source] = pythonManager(names);
  const tools = PYTHON_TOOLS.flatMap(([name, command, file, mark]): Found[] => {
    const said = names.find((one) => file.test(one)) ?? texts.find(({ text }) => mark.test(text))?.file;
    return said ? [[name, run + command, said]] : [];
  });
  const marked = await markerIn(names, texts, read);
  const pytest = texts.find(({ text }) => /\bpytest\b/.test(text))?.file ?? names.find((name) => name === 'pytest.ini');
  return [
    ...(setup && source ? [['setup', setup, source] satisfies Found] : []),
    ...(pytest ? (['test', 'testFile'] as const).map((name): Found => [name, `${run}pytest`, pytest]) : []),
    ...(pytest && marked ? [['integration', `${run}pytest -m ${marked.marker}`, marked.file] satisfies Found] : []),
    ...tools.filter(([name], at) => tools.findIndex(([other]) => other === name) === at),
  ];
}

/** The marker that pytest's settings declare for integration tests. */
async function markerIn(names: string[], texts: { file: string; text: string }[], read: ReadTop) {
  const own = names.includes('pytest.ini') ? [{ file: 'pytest.ini', text: (await read('pytest.ini')) ?? '' }] : [];
  const found = [...texts, ...own].map(({ file, text }) => ({ file, marker: integrationMarker(text) }));
  return found.find(({ marker }) => marker !== undefined);
}

/** Set-up, what stands before a command, and the file that says so. */
function pythonManager(names: string[]): [string, string, string] | ['', '', ''] {
  if (names.includes('uv.lock')) return ['uv sync --frozen', 'uv run --no-sync ', 'uv.lock'];
  if (names.includes('poetry.lock')) return ['poetry install --no-interaction', 'poetry run ', 'poetry.lock'];
  const list = ['requirements-dev.txt', 'requirements.txt'].find((name) => names.includes(name));
  if (!list) return ['', '', ''];
  return [`python3 -m venv .venv && .venv/bin/pip install --quiet -r ${list}`, '.venv/bin/', list];
}

function goStack(has: (...names: string[]) => string | undefined): Found[] {
  const linter = has('.golangci.yml', '.golangci.yaml', '.golangci.toml');
  return [
    ['test', 'go test ./...', 'go.mod'],
    ['testFile', 'go test', 'go.mod'],
    linter
      ? ['lint', 'golangci-lint run --output.sarif.path {sarif} ./...', linter]
      : ['lint', 'go vet ./...', 'go.mod'],
    ['coverage', 'go test -cover ./...', 'go.mod'],
  ];
}
