import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { canaryFor, runsCanaries, sings } from '../../src/verify/canary.js';
import { settingsOf } from '../../src/verify/selection.js';
import { runTests } from '../../src/verify/run-tests.js';

const JEST = path.join(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const NODE_TEST = `import { test } from 'node:test'; import assert from 'node:assert/strict'; import { one } from './source.js';
test('one is 1', () => assert.equal(one(), 1));\n`;
const JEST_TEST = `import { one } from './source.js';\ndescribe('one', () => { it('is 1', () => { expect(one()).toBe(1); }); });\n`;

const HONEST = 'export const one = () => 1;\n';
const NO_ASSERT = `import assert from 'node:assert/strict'; assert.equal = () => {};\nexport const one = () => 2;\n`;
const NO_EXPECT = `const { expect } = globalThis; const real = expect;
globalThis.expect = (value) => new Proxy(real(value), { get: () => () => {} });\nexport const one = () => 2;\n`;

describe('a canary among the tests', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'piv-canary-'));
    await writeFile(path.join(dir, 'package.json'), '{"type":"module","jest":{"transform":{}}}');
  });
  afterAll(() => rm(dir, { recursive: true }));

  const env = { NODE_OPTIONS: '--experimental-vm-modules' };
  const run = (command: string, files: string[]) => {
    const confine = { mode: 'off' as const, root: dir, readable: [], network: false as const, commandPath: [], env };
    return runTests({ command }, { dir, confine }, { files });
  };

  it.each([
    ['node --test', NODE_TEST, HONEST, true],
    ['node --test', NODE_TEST, NO_ASSERT, false],
    [`node ${JEST} --runInBand`, JEST_TEST, HONEST, true],
    [`node ${JEST} --runInBand`, JEST_TEST, NO_EXPECT, false],
  ])('of %s: %#', async (command, text, source, honest) => {
    await writeFile(path.join(dir, 'one.test.js'), text);
    await writeFile(path.join(dir, 'source.js'), source);
    // The control: without it the cheat goes through.
    expect(await run(command, ['one.test.js'])).toMatchObject({ tests: [{ status: 'passed' }], exitCode: 0 });
    const canary = canaryFor('one.test.js', text, 'abc123')!;
    await writeFile(path.join(dir, canary.path), canary.text);
    expect(sings(await run(command, ['one.test.js']), canary)).toBe(honest);
  });

  it('is written in the form of its tool', () => {
    const addedTo = (file: string, text: string) => canaryFor(file, text, 'a1')?.text.slice(text.length + 1);
    expect(addedTo('a.test.ts', "test.each([1])('x', () => { expect(1).toBe(1); });")).toBe(
      ";test('a1', () => { expect('1').toBe('a1'); });\n",
    );
    expect(addedTo('a.js', "const assert = require('assert'); it('x', () => {});")).toContain(
      "assert.equal('1', 'a1')",
    );
    expect(addedTo('test_a.py', '')).toBe('\ndef test_a1():\n    assert "1" == "a1"\n');
    expect(addedTo('b_test.go', 'package b\n')).toBe('func TestXa1(t *testing.T) { t.Fail() }\n');
    expect(addedTo('tests/a.rs', '')).toBe('#[test]\nfn a1() {\n    assert_eq!("1", "a1");\n}\n');
    expect(canaryFor('ATest.java', 'import org.junit.jupiter.api.Test;\nclass ATest {\n}\n', 'a1')?.text).toBe(
      'import org.junit.jupiter.api.Test;\nclass ATest {\n\n' +
        '@org.junit.jupiter.api.Test public void a1() { throw new AssertionError("a1"); }\n}\n',
    );
    expect(canaryFor('ATest.java', 'class ATest {}', 'a1')).toBeUndefined();
    expect(canaryFor('a_spec.rb', '', 'a1')).toBeUndefined();
  });

  it.each([
    ['node --test', true],
    ['.venv/bin/python -m pytest {files}', true],
    ['pytest -m unit', false],
    ['pytest -k slow', false],
    ['pytest -k "not slow"', true],
    ['pytest -m "not slow and not e2e"', true],
    ['pytest -m "not slow or unit"', false],
    ['go test -run Slug', false],
    ['npx jest --testNamePattern=x', false],
    ['cargo test -p texts --test slug', true],
    ['cargo +stable test -- --test-threads=1', true],
    ['cargo test slug', false],
    ['cargo test --lib -- --nocapture slug', false],
    ['mvn -o test', true],
    ['mvn -o test -Dgroups=fast', false],
    ['rspec --out {junit}', false],
  ])('is run by %s: %s', (line, runs) => expect(runsCanaries({ command: line })).toBe(runs));

  it.each<[string, string, boolean]>([
    ['pytest.ini', '[pytest]\naddopts =\n    -ra\n    -m unit\n', false],
    ['pytest.ini', '[pytest]\naddopts = -ra -m "not slow"\ntestpaths = tests\n', true],
    ['test/pyproject.toml', '[tool.pytest.ini_options]\naddopts = ["-ra", "-k", "unit or fast"]\n', false],
    [
      'pyproject.toml',
      '[tool.pytest.ini_options]\naddopts = "-q --strict-markers"\nmarkers = ["slow: -m slow"]\n',
      true,
    ],
    ['setup.cfg', '[tool:pytest]\npython_functions = check_*\n', false],
    [
      'conftest.py',
      'def pytest_collection_modifyitems(items):\n    items[:] = [i for i in items if i.own_markers]\n',
      false,
    ],
    ['conftest.py', 'def pytest_collection_modifyitems(items):\n    items.sort()\n', true],
    ['jest.config.js', 'export default { testNamePattern: "unit" };', false],
    ['vitest.config.mts', 'export default defineConfig({ test: { testNamePattern: /unit/ } });', false],
    ['vite.config.ts', 'export default defineConfig({ test: { globals: true } });', true],
    ['pom.xml', '<configuration><groups>fast</groups></configuration>', false],
    ['package.json', '{ "jest": { "testNamePattern": "unit" } }', false],
    ['package.json', '{ "scripts": { "test": "jest -t unit" } }', false],
    ['package.json', '{ "scripts": { "image": "docker build -t a", "test": "jest" } }', true],
  ])('is run where %s says %j: %s', (file, text, runs) => {
    expect(settingsOf('test/unit/a.test.js')).toContain(file);
    expect(runsCanaries({ command: 'npm test --' }, { [file]: text })).toBe(runs);
  });

  it('says nothing where its file no longer loads, or takes too long', () => {
    const canary = canaryFor('a.test.js', '', 'a1')!;
    const unloaded = [{ file: 'a.test.js', error: { message: 'no such thing' } }];
    expect(sings({ tests: [], loadErrors: unloaded, timedOut: false }, canary)).toBe(undefined);
    expect(sings({ tests: [], loadErrors: [], timedOut: true }, canary)).toBe(undefined);
    expect(sings({ tests: [], loadErrors: [], timedOut: false }, canary)).toBe(false);
  });
});
