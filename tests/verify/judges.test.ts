import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/git/trees.js';
import { judgesChanged } from '../../src/verify/judges.js';

const modified = (...paths: string[]): Change[] => paths.map((path) => ({ path, status: 'modified' }));
const unread = async () => ({ before: '', after: '' });
const manifest = (more: object) => JSON.stringify({ name: 'a', scripts: { test: 'node --test' }, ...more });
const read = (before: string, after: string) => async () => ({ before, after });

describe('a file that decides what tests show', () => {
  it.each([
    'jest.config.js',
    'packages/a/vitest.config.mts',
    'vitest.unit.config.ts',
    '.mocharc.yml',
    'tests/conftest.py',
    'pytest.ini',
    'setup.cfg',
    '.coveragerc',
    'test/__snapshots__/a.test.js.snap',
    '.eslintrc.json',
    'tsconfig.test.json',
    'Makefile',
    'piv.config.yaml',
    '.env',
    'node_modules/vitest/dist/index.js',
  ])('is %s', async (file) => {
    expect(await judgesChanged(modified(file), [], unread)).toEqual([file]);
    expect(await judgesChanged(modified(file), [file], unread)).toEqual([]);
  });

  it.each(['src/config.ts', 'src/jest.js', 'docs/Makefile.md', 'app/conf.py', 'go.mod', 'README.md'])(
    'is not %s',
    async (file) => expect(await judgesChanged(modified(file), [], unread)).toEqual([]),
  );

  it('is a manifest whose scripts or runner change, and not one that gets a dependency', async () => {
    const changed = modified('package.json');
    const now = (more: object) => judgesChanged(changed, [], read(manifest({}), manifest(more)));
    expect(await now({ dependencies: { zod: '4' } })).toEqual([]);
    expect(await now({ scripts: { test: 'exit 0' } })).toEqual(['package.json']);
    expect(await now({ jest: { setupFiles: ['./patch.js'] } })).toEqual(['package.json']);
    expect(await judgesChanged(changed, [], read(manifest({}), '{'))).toEqual(['package.json']);
  });

  it('is a pyproject.toml whose tools change, and not one that gets a dependency', async () => {
    const text = '[project]\ndependencies = []\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n';
    const now = (after: string) => judgesChanged(modified('pyproject.toml'), [], read(text, after));
    expect(await now(text.replace('[]', '["flask"]'))).toEqual([]);
    expect(await now(`${text}addopts = "-p cheat"\n`)).toEqual(['pyproject.toml']);
    expect(await now(`${text}[tool.coverage.report]\nfail_under = 0\n`)).toEqual(['pyproject.toml']);
  });
});
