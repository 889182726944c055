import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  goModule,
  goStaticcheck,
  javaMaven,
  javascriptYarn,
  rustCargo,
  typescriptJest,
  typescriptVitest,
} from '../../examples/stacks/slugs.js';
import { folderOf } from '../../examples/stacks/stack.js';
import { lookAtManifests } from '../../src/verify/manifests.js';

const VENV = 'python3 -m venv .venv && .venv/bin/pip install --quiet';

/** The commands by name, a list a stack. */
async function commandsOf(files: Record<string, string>) {
  const found = await lookAtManifests(Object.keys(files), async (file) => files[file]);
  return found.map((stack) => Object.fromEntries(Object.entries(stack).map(([name, one]) => [name, one!.command])));
}

describe('what the manifests say', () => {
  it('is nothing where there are none', async () => {
    expect(await commandsOf({ 'README.md': '' })).toEqual([]);
  });

  it.each([
    ['npm', 'package-lock.json', 'npm ci', 'npm run test', 'npx --no-install jest'],
    ['pnpm', 'pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm run test', 'pnpm exec jest'],
    ['yarn', 'yarn.lock', 'yarn install --immutable', 'yarn run test', 'yarn run jest'],
  ])('of a package of %s is said with its words', async (_name, lock, setup, test, testFile) => {
    const manifest = { scripts: { test: 'jest', lint: 'eslint .', 'check-types': 'tsc', 'test:e2e': 'jest e2e' } };
    const run = test.replace('test', '');
    expect(await commandsOf({ 'package.json': JSON.stringify(manifest), [lock]: '' })).toEqual([
      { setup, test, testFile, lint: `${run}lint`, typecheck: `${run}check-types`, integration: `${run}test:e2e` },
    ]);
  });

  it.each([
    ['pnpm@10.34.8+sha512.abc', 'pnpm-lock.yaml', 'pnpm@10.34.8', 'install --frozen-lockfile', 'exec'],
    ['yarn@1.22.22', 'yarn.lock', 'yarn@1.22.22', 'install --frozen-lockfile', 'run'],
    ['yarn@4.18.1', 'yarn.lock', '@yarnpkg/cli-dist@4.18.1', 'install --immutable', 'run'],
  ])('of packageManager %s is said of that version', async (packageManager, lock, program, install, exec) => {
    const manifest = JSON.stringify({ packageManager, scripts: { test: 'jest --ci' } });
    const fetched = `npx --yes --prefer-offline ${program}`;
    expect(await commandsOf({ 'package.json': manifest, [lock]: '' })).toEqual([
      { setup: `${fetched} ${install}`, test: `${fetched} run test`, testFile: `${fetched} ${exec} jest` },
    ]);
  });

  it('of yarn goes by the form of its lock file: a later one may keep modules where only it finds them', async () => {
    const manifest = JSON.stringify({ scripts: { test: 'node --test' } });
    const of = async (lock: string) => (await commandsOf({ 'package.json': manifest, 'yarn.lock': lock }))[0];
    const [first, later] = [await of('# yarn lockfile v1\n'), await of('__metadata:\n  version: 8\n')];
    expect(first).toMatchObject({ setup: 'yarn install --frozen-lockfile', testFile: 'node --test' });
    expect(later).toMatchObject({ setup: 'yarn install --immutable', testFile: 'yarn node --test' });
  });

  it('of a Python project goes by its lock file and its tools', async () => {
    const pyproject = '[dependency-groups]\ndev = ["pytest", "pytest-cov"]\n[tool.ruff]\n[tool.mypy]\n';
    expect(await commandsOf({ 'pyproject.toml': pyproject, 'uv.lock': '' })).toEqual([
      {
        setup: 'uv sync --frozen',
        test: 'uv run --no-sync pytest',
        testFile: 'uv run --no-sync pytest',
        lint: 'uv run --no-sync ruff check .',
        typecheck: 'uv run --no-sync mypy .',
        coverage: 'uv run --no-sync pytest --cov',
      },
    ]);
    const requirements = { 'requirements.txt': 'flask\n', 'requirements-dev.txt': 'pytest==9.2.0\nflake8\n' };
    expect(await commandsOf({ ...requirements, '.flake8': '' })).toEqual([
      {
        setup: `${VENV} -r requirements.txt -r requirements-dev.txt`,
        test: '.venv/bin/pytest',
        testFile: '.venv/bin/pytest',
        lint: '.venv/bin/flake8 --extend-exclude .venv',
      },
    ]);
  });

  it.each([
    [
      'pyproject.toml',
      '[tool.pytest.ini_options]\nmarkers = [\n  "slow: takes long",\n  "integration: needs a server",\n]\n',
    ],
    ['pytest.ini', '[pytest]\nmarkers =\n    slow: takes long\n    integration: needs a server\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\nmarkers = ["integration"]\n'],
  ])('of pytest is which marker integration tests have: %s', async (file, text) => {
    const files = { 'requirements.txt': 'pytest\n', [file]: text };
    expect((await commandsOf(files))[0]?.['integration']).toBe('.venv/bin/pytest -m integration');
    expect((await commandsOf({ ...files, [file]: text.replace('integration', 'fast') }))[0]).not.toHaveProperty(
      'integration',
    );
  });

  it.each([
    ['vitest', "test: { projects: [{ test: { name: 'unit' } }, { test: { name: 'e2e' } }] }", 'run --project e2e'],
    ['jest', 'projects: [{ displayName: "integration" }]', '--selectProjects integration'],
    ['jest', "projects: [{ displayName: { name: 'integration', color: 'red' } }]", '--selectProjects integration'],
  ])('of %s is which project has integration tests', async (tool, settings, options) => {
    const files = { 'package.json': JSON.stringify({ scripts: { test: tool } }), 'yarn.lock': '' };
    const [found] = await commandsOf({ ...files, [`${tool}.config.ts`]: `export default { ${settings} };` });
    expect(found?.['integration']).toBe(`yarn run ${tool} ${options}`);
    expect((await commandsOf(files))[0]).not.toHaveProperty('integration');
  });

  it.each([
    [
      'pip, by lists of which one takes in the other',
      { 'requirements.txt': '', 'requirements-dev.txt': '-r requirements.txt\nruff\n' },
      `${VENV} -r requirements-dev.txt`,
    ],
    [
      'pip, by what the project needs to be worked on',
      { 'pyproject.toml': `[project.optional-dependencies]\ndocs = ["sphinx"]\ntest = ["pytest"]\n` },
      `${VENV} -e '.[test]'`,
    ],
    [
      'pip, by its groups, which only a new pip knows',
      {
        'pyproject.toml':
          '[project]\nname = "x"\n[dependency-groups]\ndev = [\n  "ruff",\n]\ndocs = ["sphinx"]\ntest = ["pytest"]\n',
      },
      `${VENV.replace(' && ', " && .venv/bin/pip install --quiet 'pip>=25.1' && ")} -e . --group dev --group test`,
    ],
    [
      'pip, by extras beside the list of what it needs to run',
      {
        'requirements.txt': 'flask\n',
        'setup.cfg': '[options.extras_require]\ntesting =\n  pytest\ndocs =\n  sphinx\n',
      },
      `${VENV} -r requirements.txt -e '.[testing]'`,
    ],
    [
      'pip, by what tox installs for its tests',
      {
        'setup.py': 'setup()\n',
        'tox.ini':
          '[testenv]\ndeps =\n    pytest>=8\n    -rtests/needs.txt\n    py38: mock\n    # no\ncommands = pytest\n[testenv:docs]\ndeps = sphinx\n',
      },
      `${VENV} -e . 'pytest>=8' -rtests/needs.txt`,
    ],
    [
      'pip, as people are told',
      {
        'setup.py': 'setup()\n',
        'CONTRIBUTING.md': 'First:\n\n    pip install -U -e ".[all]" -r requirements/dev.txt\n',
      },
      `${VENV} -e '.[all]' -r requirements/dev.txt`,
    ],
    ['uv, without its lock file', { 'pyproject.toml': '[tool.uv]\nmanaged = true\n' }, 'uv sync'],
    [
      'uv, and pyright, which fetches itself at its first run',
      { 'pyproject.toml': 'dev = ["pyright==1.1.414"]\n', 'uv.lock': '' },
      'uv sync --frozen && uv run --no-sync pyright --version',
    ],
    [
      'Poetry, whose environment is to be in the worktree',
      { 'pyproject.toml': '[tool.poetry]\n', 'poetry.lock': '' },
      'POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install --no-interaction',
    ],
  ])('of a Python project of %s', async (_name, files: Record<string, string>, setup) => {
    expect((await commandsOf(files))[0]).toMatchObject({ setup });
  });

  it("of Python's tools heeds their settings", async () => {
    const poetry = '[tool.poetry.group.dev.dependencies]\nmypy = "2.4.1"\npytest = "9.2.0"\n';
    const settings = '\n[tool.mypy]\nstrict = true\nfiles = ["texts"]\n';
    const of = async (pyproject: string, flake8: string) =>
      (await commandsOf({ 'pyproject.toml': pyproject, 'poetry.lock': '', '.flake8': flake8 }))[0];
    const run = { test: 'poetry run pytest', testFile: 'poetry run pytest' };
    expect(await of(poetry + settings, '[flake8]\nmax-line-length = 100\nexclude = build\n')).toMatchObject({
      ...run,
      typecheck: 'poetry run mypy',
      lint: 'poetry run flake8',
    });
    expect(await of(poetry, '[flake8]\n')).toMatchObject({ ...run, typecheck: 'poetry run mypy .' });
  });

  it('of a Go module is what Go does, and its linter', async () => {
    expect((await commandsOf({ 'go.mod': 'module x\n' }))[0]).toMatchObject({
      test: 'go test ./...',
      lint: 'go vet ./...',
    });
    expect((await commandsOf({ 'go.mod': '', '.golangci.yml': '' }))[0]?.['lint']).toMatch(
      /^golangci-lint .*\{sarif\}/,
    );
  });

  it('of a Go module has what it needs, and staticcheck where that is a tool of it', async () => {
    const lint = async (manifest: string) => (await commandsOf({ 'go.mod': manifest, 'go.sum': '' }))[0];
    const setup = 'go mod download && go tool staticcheck -version';
    const both = { setup, lint: 'go vet ./... && go tool staticcheck ./...' };
    expect(await lint('module x\n\ntool honnef.co/go/tools/cmd/staticcheck\n')).toMatchObject(both);
    expect(await lint('tool (\n\tx/y\n\thonnef.co/go/tools/cmd/staticcheck\n)\n')).toMatchObject(both);
    expect(await lint('require honnef.co/go/tools v0.8.2\n')).toMatchObject({
      setup: 'go mod download',
      lint: 'go vet ./...',
    });
  });

  it('has a list for each stack, and survives a manifest that is broken', async () => {
    expect(await commandsOf({ 'package.json': '{', 'go.mod': 'module x\n' })).toMatchObject([
      {},
      { test: 'go test ./...' },
    ]);
  });

  it.each([goModule, goStaticcheck, rustCargo, javaMaven, typescriptVitest, typescriptJest, javascriptYarn])(
    'of the example $name is what its feature is made with',
    async (stack) => {
      const folder = folderOf(stack, 'repository');
      const files = readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile());
      const [found] = await lookAtManifests(files, async (file) => readFileSync(path.join(folder, file), 'utf8'));
      const commands = Object.entries(found ?? {}).map(([name, one]) => [name, one?.command]);
      const stated = Object.entries(stack.brief.commands).map(([name, one]) => [name, one?.command]);
      expect(Object.fromEntries(commands)).toEqual(Object.fromEntries(stated));
    },
  );
});
