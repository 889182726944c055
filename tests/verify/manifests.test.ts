import { describe, expect, it } from '@jest/globals';
import { lookAtManifests } from '../../src/verify/manifests.js';

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
        setup: 'python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements-dev.txt',
        test: '.venv/bin/pytest',
        testFile: '.venv/bin/pytest',
        lint: '.venv/bin/flake8',
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

  it('of a Go module is what Go does, and its linter', async () => {
    expect((await commandsOf({ 'go.mod': 'module x\n' }))[0]).toMatchObject({
      test: 'go test ./...',
      lint: 'go vet ./...',
    });
    expect((await commandsOf({ 'go.mod': '', '.golangci.yml': '' }))[0]?.['lint']).toMatch(
      /^golangci-lint .*\{sarif\}/,
    );
  });

  it('has a list for each stack, and survives a manifest that is broken', async () => {
    expect(await commandsOf({ 'package.json': '{', 'go.mod': 'module x\n' })).toMatchObject([
      {},
      { test: 'go test ./...' },
    ]);
  });
});
