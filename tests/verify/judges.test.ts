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
    '.npmrc',
    'packages/a/.yarnrc.yml',
    'pnpm-workspace.yaml',
    '.pnpmfile.cjs',
    '.pytest.toml',
    'pytest.py',
    'jest.setup.js',
    'src/setupTests.ts',
    'vendor/github.com/stretchr/testify/assert/assertions.go',
    'patches/chai+5.1.0.patch',
    '.yarn/releases/yarn-4.cjs',
    'build.rs',
    '.cargo/config.toml',
    '.mvn/jvm.config',
  ])('is %s', async (file) => {
    expect(await judgesChanged(modified(file), [], unread)).toEqual([file]);
    expect(await judgesChanged(modified(file), [file], unread)).toEqual([]);
  });

  it.each([
    'src/config.ts',
    'src/jest.js',
    'docs/Makefile.md',
    'app/conf.py',
    'go.mod',
    'README.md',
    '.env.example',
    'src/vendor/model.ts',
    'app/coverage.py',
    'test/fixtures/a.patch',
    'package-lock.json',
    'uv.lock',
    'go.sum',
  ])('is not %s', async (file) => expect(await judgesChanged(modified(file), [], unread)).toEqual([]));

  it.each([
    ['Cargo.toml', '[dependencies]\nserde = "1"\n', '[dependencies]\nserde = "1"\nurl = { version = "2" }\n', false],
    ['Cargo.toml', '[dependencies]\nserde = "1"\n', '[dependencies]\nserde = { path = "fake" }\n', true],
    ['Cargo.toml', '[package]\nname = "a"\n', '[package]\nname = "a"\n\n[[test]]\nname = "b"\nharness = false\n', true],
    ['Cargo.lock', '', 'source = "registry+https://github.com/rust-lang/crates.io-index"\n', false],
    ['Cargo.lock', '', 'source = "git+https://example.com/a"\n', true],
    ['pom.xml', '<dependencies></dependencies>', '<dependencies><dependency>a</dependency></dependencies>', false],
    ['pom.xml', '<build>a</build>', '<build><skipTests>true</skipTests></build>', true],
  ])('is %s, by what changes in it: %#', async (file, before, after, decides) => {
    expect(await judgesChanged(modified(file), [], read(before, after))).toEqual(decides ? [file] : []);
  });

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

  const addsTo = (file: string, before: string) => (after: string) =>
    judgesChanged(modified(file), [], read(before, after)).then((judges) => judges.length > 0);

  it('is a package.json that takes a package from elsewhere than a registry, or calls itself one', async () => {
    const adds = (more: object) => addsTo('package.json', manifest({}))(manifest(more));
    expect(await adds({ devDependencies: { chai: 'file:./chai' } })).toBe(true);
    expect(await adds({ devDependencies: { chai: 'link:../chai' } })).toBe(true);
    expect(await adds({ devDependencies: { vitest: 'npm:not-vitest@1' } })).toBe(true);
    expect(await adds({ dependencies: { chai: 'somebody/chai' } })).toBe(true);
    expect(await adds({ overrides: { chai: './chai' } })).toBe(true);
    expect(await adds({ resolutions: { chai: '0.0.1' } })).toBe(true);
    expect(await adds({ pnpm: { overrides: { chai: '0.0.1' } } })).toBe(true);
    expect(await adds({ scripts: { test: 'NODE_OPTIONS=--require=./patch.cjs node --test' } })).toBe(true);
    expect(await adds({ name: 'vitest' })).toBe(true);
    expect(await adds({ bin: { jest: './jest.js' } })).toBe(true);
    expect(await adds({ bin: { shop: './shop.js' }, version: '2.0.0', exports: './a.js' })).toBe(false);
    expect(await adds({ devDependencies: { vitest: '^4.0.0', a: 'workspace:*', b: 'catalog:', c: '1 || 2' } })).toBe(
      false,
    );
    expect(await addsTo('test/fixtures/a/package.json', '')('{"type":"module"}')).toBe(false);
  });

  it('is a pyproject.toml that does', async () => {
    const text = '[project]\ndependencies = [\n  "flask",\n]\n\n[tool.uv]\npackage = true\n';
    const adds = addsTo('pyproject.toml', text);
    expect(await adds(text.replace('"flask",', '"flask",\n  "httpx>=0.27; python_version > \'3.9\'",'))).toBe(false);
    expect(await adds(`${text}[dependency-groups]\ndev = ["pytest>=8"]\n`)).toBe(false);
    expect(await adds(`${text}[tool.poetry.dependencies]\npytest = "^8"\n`)).toBe(false);
    expect(await adds(`${text}[project.scripts]\nshop = "shop.cli:main"\n`)).toBe(false);
    expect(await adds(`${text}[project.scripts]\npytest = "shop.cli:main"\n`)).toBe(true);
    expect(await adds(`${text}[tool.uv.sources]\npytest = { path = "pytest" }\n`)).toBe(true);
    expect(await adds(`${text}override-dependencies = ["pytest==1"]\n`)).toBe(true);
    expect(await adds(text.replace('"flask",', '"flask",\n  "pytest @ file:///tmp/x",'))).toBe(true);
    expect(await adds(`${text}[project.entry-points.pytest11]\nours = "shop.plugin"\n`)).toBe(true);
    expect(await adds(`${text}[ tool . "pytest".ini_options ]\naddopts = "-p cheat"\n`)).toBe(true);
  });

  it('is a go.mod that replaces a module, and not one that requires another', async () => {
    const text = 'module shop\n\nrequire (\n\tgithub.com/stretchr/testify v1.9.0\n)\n';
    const adds = addsTo('go.mod', text);
    expect(await adds(text.replace(')', '\tgolang.org/x/text v0.1.0 // indirect\n)'))).toBe(false);
    expect(await adds(`${text}replace github.com/stretchr/testify => ./testify\n`)).toBe(true);
    expect(await adds(`${text}replace (\n\tgithub.com/stretchr/testify v1.9.0 => ./testify\n)\n`)).toBe(true);
  });

  it('is a list of requirements with an option, a path or an address', async () => {
    const adds = (line: string) => addsTo('requirements-dev.txt', 'flask==3.0\n')(`flask==3.0\n${line}\n`);
    expect(await adds('pytest==8.0 \\\n    --hash=sha256:00  # via -r base.in')).toBe(false);
    expect(await adds('-e ./pytest')).toBe(true);
    expect(await adds('./pytest')).toBe(true);
    expect(await adds('--index-url http://127.0.0.1')).toBe(true);
    expect(await adds('pytest @ file:///tmp/pytest')).toBe(true);
  });

  it('is a lock file that does, unless the plan names its manifest', async () => {
    const locks: [string, string, string][] = [
      ['package-lock.json', '"resolved": "https://packages.example/chai/-/chai-5.tgz"', '"resolved": "file:chai.tgz"'],
      ['package-lock.json', '"funding": { "url": "https://funds.example/a" }', '"link": true'],
      ['pnpm-lock.yaml', 'resolution: {integrity: sha512-a==}', 'version: link:../chai'],
      [
        'yarn.lock',
        'resolution: "typescript@patch:typescript@5#optional!builtin<compat>"',
        'resolution: "chai@portal:./a"',
      ],
      ['uv.lock', 'source = { registry = "https://packages.example/simple" }', 'source = { directory = "pytest" }'],
      ['poetry.lock', 'files = [{file = "a.whl", hash = "sha256:a"}]', 'type = "directory"'],
    ];
    for (const [file, ordinary, odd] of locks) {
      expect([file, await addsTo(file, '')(ordinary)]).toEqual([file, false]);
      expect([file, await addsTo(file, ordinary)(`${ordinary}\n${odd}`)]).toEqual([file, true]);
      expect(await judgesChanged(modified(file), ['package.json'], read('', odd))).toEqual([]);
    }
  });
});
