import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { failuresOf } from '../../src/verify/failures.js';
import type { Checkout } from '../../src/verify/checkout.js';
import { runTests } from '../../src/verify/run-tests.js';

const FILES: Record<string, string> = {
  'package.json': JSON.stringify({
    type: 'module',
    scripts: { test: 'node --test', unit: 'jest' },
    jest: { transform: {} },
  }),
  'src/sum.js': 'export function sum(a, b) { return a + b; }\nexport function crash() { return undefined.x; }\n',
  'test/pass.test.js': `
    import { describe, it } from 'node:test'; import assert from 'node:assert/strict'; import { sum } from '../src/sum.js';
    describe('sum', () => { describe('of two', () => { it('adds', () => assert.equal(sum(1, 2), 3)); }); });`,
  'test/fail.test.js': `
    import { describe, it, test } from 'node:test'; import assert from 'node:assert/strict'; import { sum, crash } from '../src/sum.js';
    describe('sum', () => {
      it('is wrong', () => assert.equal(sum(1, 2), 4));
      it('crashes', () => crash());
      it.skip('is skipped', () => {});
      it.todo('is to be done');
    });
    test('a parent', async (t) => { await t.test('and its child', () => { throw 'a text'; }); });
    test('a typo', () => { asert.ok(true); });
    describe('a suite', () => { throw new Error('in the body of a suite'); });`,
  'test/module.test.js': `import { a } from '../src/absent.js'; a();`,
  'test/export.test.js': `import { absent } from '../src/sum.js'; absent();`,
  'test/required.test.cjs': `require('../src/absent.cjs');`,
  'test/syntax.test.js': `import test from 'node:test'; test('x', () => { const = 1; });`,
  'test/name.test.js': `import test from 'node:test'; undeclared(); test('x', () => {});`,
  'test/dies.test.js': `import test from 'node:test'; test('x', () => {}); test('y', () => { process.exit(3); });`,
  'test/ends.test.js': `import test from 'node:test'; test('x', () => {}); process.on('exit', () => { process.exitCode = 4; });`,
  'test/slow.test.js': `import test from 'node:test'; test('x', () => new Promise((done) => setTimeout(done, 60_000)));`,
  'test/empty.test.js': '',
  'unit/a.test.js': `
    import { sum, crash } from '../src/sum.js';
    describe('sum', () => {
      it('adds', () => { expect(sum(1, 2)).toBe(3); });
      it('is wrong', () => { expect(sum(1, 2)).toBe(4); });
      it('crashes', () => { crash(); });
      it.skip('is skipped', () => {});
    });`,
  'unit/module.test.js': `import { a } from '../src/absent.js'; it('x', () => a());`,
  'python/test_it.py': `
import pytest
def test_ok(): assert True
class TestSum:
    def test_wrong(self): assert 1 + 2 == 4
def test_name(): nope()
@pytest.mark.skip
def test_skipped(): pass
`,
  'python/test_module.py': 'import absent\ndef test_x(): pass\n',
  'go/go.mod': 'module example.com/sums\n\ngo 1.21\n',
  'go/sum/sum.go': 'package sum\n\nfunc Sum(a, b int) int { return a + b }\n\nfunc Twice(a int) int { return 2 * a }\n',
  'go/sum/sum_test.go': `package sum
import "testing"
func TestSum(t *testing.T) { if got := Sum(1, 2); got != 4 { t.Errorf("Sum(1, 2) = %d", got) } }
func TestNothing(t *testing.T) {}
`,
  'go/less/less_test.go': 'package less\nimport "testing"\nfunc TestLess(t *testing.T) { Less(1) }\n',
};

const problem = await sandboxProblem();
const modes = problem ? (['off'] as const) : (['on', 'off'] as const);
// The pytest report is read where pytest is installed.
const itHasPytest = spawnSync('python3', ['-m', 'pytest', '--version']).status === 0 ? it : it.skip;

// Go is where it is installed.
const itHasGo = spawnSync('go', ['version']).status === 0 ? it : it.skip;

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'piv-verify-'));
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function checkout(mode: 'on' | 'off', env: Record<string, string> = {}): Checkout {
  return { dir, confine: { mode, root: dir, readable: [], network: false, commandPath: [], env } };
}

describe.each(modes)("a run of Node's tests with the sandbox %s", (mode) => {
  const run = (...files: string[]) => runTests({ command: 'node --test' }, checkout(mode), { files });

  it('gives each passed test with the names around it', async () => {
    const { output, ...rest } = await run('test/pass.test.js');
    expect(rest).toEqual({
      command: 'node --test test/pass.test.js',
      tests: [{ file: 'test/pass.test.js', name: 'sum > of two > adds', status: 'passed' }],
      loadErrors: [],
      exitCode: 0,
      timedOut: false,
    });
    expect(output).toContain('adds');
  });

  it('gives the cause of each failure, with paths relative to the checkout', async () => {
    const { tests, loadErrors, exitCode } = await run('test/fail.test.js');
    expect({ loadErrors, exitCode }).toEqual({ loadErrors: [], exitCode: 1 });
    expect(tests.map((test) => [test.name, test.status, test.error?.message])).toEqual([
      ['sum > is wrong', 'failed', expect.stringContaining('3 !== 4')],
      ['sum > crashes', 'failed', expect.stringContaining('Cannot read properties of undefined')],
      ['sum > is skipped', 'skipped', undefined],
      ['sum > is to be done', 'skipped', undefined],
      ['a parent > and its child', 'failed', 'a text'],
      ['a typo', 'failed', 'asert is not defined'],
      ['a suite', 'failed', 'in the body of a suite'],
    ]);
    expect(tests[0]?.error).toMatchObject({ name: 'AssertionError', code: 'ERR_ASSERTION' });
    expect(tests[1]?.error?.stack).toMatch(/at crash \(src\/sum\.js:2:\d+\)/);
  });

  it('tells why files could not be loaded', async () => {
    const names = ['module.test.js', 'export.test.js', 'required.test.cjs', 'syntax.test.js', 'name.test.js'];
    const files = names.map((name) => `test/${name}`);
    const { tests, loadErrors } = await run(...files);
    expect(tests).toEqual([]);
    const found = Object.fromEntries(loadErrors.map(({ file, error }) => [file, `${error.name} ${error.message}`]));
    expect(found).toEqual({
      'test/module.test.js': "Error Cannot find module 'src/absent.js' imported from test/module.test.js",
      'test/export.test.js':
        "SyntaxError The requested module '../src/sum.js' does not provide an export named 'absent'",
      'test/required.test.cjs':
        "Error Cannot find module '../src/absent.cjs'\nRequire stack:\n- test/required.test.cjs",
      'test/syntax.test.js': "SyntaxError Unexpected token '='",
      'test/name.test.js': 'ReferenceError undeclared is not defined',
    });
    const codes = loadErrors.map(({ error }) => error.code).filter(Boolean);
    expect(codes.toSorted()).toEqual(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);
  });

  it('counts a file that dies among its tests, or after them, as failed', async () => {
    const [dead] = failuresOf(await run('test/dies.test.js'));
    expect(dead).toMatchObject({
      file: 'test/dies.test.js',
      error: { message: expect.stringContaining('exit code 3') },
    });
    const ended = await run('test/ends.test.js');
    expect(ended.tests.map((test) => test.status)).toEqual(['passed', 'failed']);
  });

  it('says that no tests ran, and gives no number', async () => {
    expect(await run('test/empty.test.js')).toMatchObject({ tests: [], missing: 'no tests ran', exitCode: 0 });
  });

  it('says that the command timed out', async () => {
    const slow = await runTests({ command: 'node --test' }, checkout(mode), {
      files: ['test/slow.test.js'],
      timeoutMs: 1_500,
    });
    expect(slow).toMatchObject({
      timedOut: true,
      missing: expect.stringMatching(/^`.*` timed out after 2 s, the limit for it/s),
    });
  });

  it('says that there is no report when the command fails before its tests', async () => {
    const none = await runTests({ command: 'exit 5; node --test' }, checkout(mode), {});
    expect(none).toMatchObject({ exitCode: 5, missing: expect.stringContaining('exit code 5') });
    const said = await runTests({ command: 'echo no database >&2; exit 3; node --test' }, checkout(mode), {});
    expect(said.missing).toMatch(/exit code 3 and wrote no test report; it said last: no database$/);
    const killed = await runTests({ command: 'echo begun; kill -9 $$; node --test' }, checkout(mode), {});
    expect(killed.missing).toMatch(/exit code 137 \(something else ended it.*\) and wrote.*; it said last: begun$/);
    expect((await runTests({ command: 'make test' }, checkout(mode), {})).missing).toContain('make test');
    await writeFile(path.join(dir, 'any.sh'), 'node --test "$@"\n');
    const wrapped = await runTests({ command: 'sh any.sh' }, checkout(mode), { files: ['test/pass.test.js'] });
    expect(wrapped).toMatchObject({ tests: [{ file: 'test/pass.test.js', status: 'passed' }] });
    expect(wrapped.missing).toBeUndefined();
    await rm(path.join(dir, 'any.sh'));
  });

  it('gives the percentage of lines covered where the command measures it', async () => {
    const files = ['test/pass.test.js'];
    const covered = await runTests({ command: 'node --test --experimental-test-coverage' }, checkout(mode), { files });
    expect(covered.coverage).toBeGreaterThan(0);
    expect(covered.coverage).toBeLessThanOrEqual(100);
    expect(await run('test/pass.test.js')).not.toHaveProperty('coverage');
  });

  it('reads the report through npm, and beside a reporter of the command', async () => {
    const files = ['test/pass.test.js'];
    expect((await runTests({ command: 'npm test --silent --' }, checkout(mode), { files })).tests).toHaveLength(1);
    const own = 'node --test --test-reporter=tap';
    const tap = await runTests({ command: own }, checkout(mode), { files });
    expect(tap.tests).toHaveLength(1);
    expect(tap.output).toContain('TAP version');
    const both = `${own} --test-reporter-destination=stdout`;
    expect((await runTests({ command: both }, checkout(mode), { files })).tests).toHaveLength(1);
  });
});

describe('a run of other tests', () => {
  const off = (env?: Record<string, string>) => checkout('off', env);

  it('reads the report of jest', async () => {
    const bin = path.join(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
    const env = { NODE_OPTIONS: '--experimental-vm-modules' };
    const { tests, loadErrors } = await runTests({ command: `node ${bin}` }, off(env), { files: ['unit'] });
    expect(tests.map((test) => [test.file, test.name, test.status])).toEqual([
      ['unit/a.test.js', 'sum > adds', 'passed'],
      ['unit/a.test.js', 'sum > is wrong', 'failed'],
      ['unit/a.test.js', 'sum > crashes', 'failed'],
      ['unit/a.test.js', 'sum > is skipped', 'skipped'],
    ]);
    expect(tests[1]?.error?.message).toContain('expect(received).toBe(expected)');
    expect(tests[2]?.error?.stack).toMatch(/src\/sum\.js:2/);
    const message = expect.stringContaining("Cannot find module '../src/absent.js' from 'unit/module.test.js'");
    expect(loadErrors).toEqual([{ file: 'unit/module.test.js', error: expect.objectContaining({ message }) }]);
    const covered = await runTests({ command: `node ${bin} --coverage` }, off(env), { files: ['unit/a'] });
    expect(covered.coverage).toBe(100);
    // As it does where the settings say so.
    const collected = await runTests({ command: `node ${bin} --collectCoverage` }, off(env), { files: ['unit/a'] });
    expect(collected.coverage).toBe(100);
    expect((await runTests({ command: `node ${bin}` }, off(env), { files: ['unit/a'] })).coverage).toBeUndefined();
  });

  itHasPytest('reads the report of pytest', async () => {
    const env = { PYTHONDONTWRITEBYTECODE: '1' };
    const command = 'python3 -m pytest -p no:cacheprovider';
    const { tests } = await runTests({ command }, off(env), { files: ['python/test_it.py'] });
    expect(tests.map((test) => [test.name, test.status, test.error?.name])).toEqual([
      ['test_ok', 'passed', undefined],
      ['TestSum > test_wrong', 'failed', 'AssertionError'],
      ['test_name', 'failed', 'NameError'],
      ['test_skipped', 'skipped', undefined],
    ]);
    const { loadErrors } = await runTests({ command }, off(env), { files: ['python/test_module.py'] });
    const error = expect.objectContaining({ name: 'ModuleNotFoundError', message: "No module named 'absent'" });
    expect(loadErrors).toEqual([{ file: 'python/test_module.py', error }]);
  });

  it('leaves no report behind', async () => {
    await runTests({ command: 'node --test' }, off(), { files: ['test/pass.test.js'] });
    const given = new Set(Object.keys(FILES).map((file) => file.split('/')[0]));
    expect(readdirSync(dir).toSorted()).toEqual([...given].toSorted());
  });
});

describe('a run whose reports the command names', () => {
  const JUNIT = '<testsuites><testsuite><testcase file="a.rb" classname="A" name="adds"/></testsuite></testsuites>';
  const write = (text: string, file: string) => `printf '%s' '${text}' > ${file}`;

  it('reads JUnit XML and coverage where placeholders say, in a folder of ours', async () => {
    const command = `${write(JUNIT, '{junit}')}; ${write('SF:a.rb\nLF:4\nLH:3\nend_of_record\n', '{lcov}')}`;
    const run = await runTests({ command }, checkout(modes[0]), {});
    expect(run).toMatchObject({ tests: [{ file: 'a.rb', name: 'A > adds', status: 'passed' }], coverage: 75 });
    expect(run.missing).toBeUndefined();
  });

  it('reads them where globs say, and never what an earlier run has left', async () => {
    await mkdir(path.join(dir, 'out'));
    await writeFile(path.join(dir, 'out', 'old.xml'), JUNIT);
    const reports = { junit: 'out/*.xml', cobertura: 'out/*.cov' };
    expect((await runTests({ command: 'true', reports }, checkout('off'), {})).missing).toMatch(/wrote no test report/);
    const command = `${write(JUNIT, 'out/new.xml')}; ${write('<coverage line-rate="0.5">', 'out/a.cov')}`;
    expect(await runTests({ command, reports }, checkout('off'), {})).toMatchObject({ tests: [{}], coverage: 50 });
    await rm(path.join(dir, 'out'), { recursive: true });
  });

  it('has no result where a report was cut off', async () => {
    const run = await runTests({ command: write('<testsuites><testsu', '{junit}') }, checkout('off'), {});
    expect(run.missing).toMatch(/in the middle of its test report|wrote no test report|no tests ran/);
    expect(run.tests).toEqual([]);
  });
});

describe('a run of go test', () => {
  const at = (): Checkout => {
    const module = path.join(dir, 'go');
    return { dir: module, confine: { mode: modes[0], root: module, readable: [], network: false, commandPath: [] } };
  };

  itHasGo(
    'gives tests by file, errors of the compiler, and coverage; of one package where files are named',
    async () => {
      const run = await runTests({ command: 'go test ./... -cover' }, at(), {});
      expect(run.missing).toBeUndefined();
      expect(run.tests.map(({ file, name, status }) => [file, name, status])).toEqual([
        ['sum/sum_test.go', 'TestSum', 'failed'],
        ['sum/sum_test.go', 'TestNothing', 'passed'],
      ]);
      expect(run.loadErrors).toMatchObject([{ file: 'less/less_test.go', error: { message: 'undefined: Less' } }]);
      expect(run).toMatchObject({ exitCode: 1, output: expect.stringContaining('Sum(1, 2) = 3') });
      expect(run.coverage).toBe(50);
      const one = await runTests({ command: 'go test' }, at(), { files: ['sum/sum_test.go'] });
      expect(one.tests.map(({ name }) => name)).toEqual(['TestSum', 'TestNothing']);
      expect(one.loadErrors).toEqual([]);
    },
    400_000,
  );
});
