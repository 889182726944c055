import { describe, expect, it } from '@jest/globals';
import type { TestError, TestRun } from '../../src/types.js';
import { judgeRed, type RedVerdict } from '../../src/verify/red.js';
import { testRun, thrown } from './runs.js';

const NEW = 'test/auth.test.js';
const IN_TEST = `${NEW}:5:3`;

function judge(
  run: TestRun,
  plannedFiles = ['src/services/auth.js', 'src/app.js'],
  failedBefore: string[] = [],
): RedVerdict {
  return judgeRed({
    run,
    failedBefore,
    newTests: [NEW],
    plannedFiles,
    isTestFile: (path) => path.startsWith('test/'),
    existing: (path) => ['src/app.js', 'src/security.js', 'test/app.test.js'].includes(path),
  });
}

const failing = (error: TestError): TestRun => testRun({ [`${NEW} > logs in`]: error });
const unloaded = (error: TestError): TestRun => testRun({}, { [NEW]: error });

describe('a new test is rightly red when it fails', () => {
  it.each<[string, TestError]>([
    ['by an assertion', thrown('AssertionError', '1 !== 2', IN_TEST)],
    ['by an assertion that only its code shows', { name: 'Error', code: 'ERR_ASSERTION', message: 'wrong' }],
    ['by a matcher of jest', thrown('Error', 'expect(received).toBe(expected) // Object.is equality', IN_TEST)],
    ['by a negated matcher', thrown('Error', 'expect(received).not.toEqual(expected)', IN_TEST)],
    ['by an assertion of Python', thrown('AssertionError', 'assert 2 == 1', 'tests/test_a.py:3')],
    [
      'by an error in the source',
      thrown('TypeError', "Cannot read properties of undefined (reading 'x')", 'src/app.js:3:1', IN_TEST),
    ],
    ['by a name that the source lacks', thrown('ReferenceError', 'db is not defined', 'src/app.js:3:1', IN_TEST)],
    [
      'by a text from the source that is not JSON',
      thrown('SyntaxError', 'Unexpected token < in JSON', 'src/app.js:3:1'),
    ],
    ['because a function is not there', thrown('TypeError', 'auth.login is not a function', IN_TEST)],
    [
      'because a parameter is not there',
      thrown('TypeError', 'App.__init__() takes 1 positional argument but 2 were given', 'tests/t.py:3'),
    ],
    ['because a class is not there', thrown('TypeError', 'Session is not a constructor', IN_TEST)],
    [
      'because an attribute is not there',
      thrown('AttributeError', "module 'app' has no attribute 'login'", 'tests/t.py:3'),
    ],
    ['because a member is not there', { message: "test/a.ts:3:4 - error TS2339: Property 'login' does not exist" }],
    ['by an error of its own', thrown('Error', 'not done', IN_TEST)],
    ['by an error of a package', thrown('TypeError', 'x', 'node_modules/pkg/src/app.js:1:1', 'node:internal/x:1:1')],
    ['by an error of a helper', thrown('Error', 'x', 'test/app.test.js:1:1')],
    ['because nothing is raised', { message: "Failed: DID NOT RAISE <class 'ValueError'>" }],
    ['because a value is nothing', thrown('TypeError', "'NoneType' object is not subscriptable", 'tests/t.py:3')],
    ['because it takes too long', { message: 'thrown: "Exceeded timeout of 5000 ms for a test.' }],
    [
      'because it reads what the work has not written',
      thrown('Error', "ENOENT: no such file or directory, open 'out/report.html'", IN_TEST),
    ],
    [
      'by an error of JUnit XML that names a class of the task',
      { name: 'IllegalStateException', message: 'no bean of LoginService', unexpected: true },
    ],
    ['by an error of JUnit XML for want of a method', { name: 'NoMethodError', message: 'x', unexpected: true }],
    ["by a class of Ruby's that the task is to make", thrown('NameError', 'uninitialized constant Services::Auth')],
    [
      'because an import inside it finds no module',
      thrown('Error', "Cannot find module 'src/services/auth.js' imported from test/auth.test.js"),
    ],
  ])('%s', (_, error) => {
    const planned = ['src/services/auth.js', 'src/app.js', 'src/main/java/LoginService.java'];
    expect(judge(failing(error), planned)).toEqual({ ok: true, failing: [`${NEW} > logs in`] });
  });
});

describe('a new test file rightly fails to load', () => {
  it.each<[string, TestError, string[]?]>([
    [
      'for a module of the task',
      thrown('Error', "Cannot find module 'src/services/auth.js' imported from test/auth.test.js"),
    ],
    [
      'for a module of the task, required',
      thrown('Error', "Cannot find module '../src/services/auth'\nRequire stack:\n- test/auth.test.js"),
    ],
    [
      'for a module of the task, in jest',
      { message: "Cannot find module '../src/services/auth.js' from 'test/auth.test.js'" },
    ],
    [
      'for a module of the task, in Vite',
      { message: 'Failed to resolve import "../src/services/auth" from "test/auth.test.ts". Does the file exist?' },
    ],
    [
      'for an export of the task',
      thrown(
        'SyntaxError',
        "The requested module '../src/app.js' does not provide an export named 'login'",
        `${NEW}:1`,
      ),
    ],
    [
      'for an export of a CommonJS module',
      thrown(
        'SyntaxError',
        "Named export 'x' not found. The requested module '../src/app.js' is a CommonJS module",
        `${NEW}:1`,
      ),
    ],
    [
      'for a TypeScript module behind a .js name',
      thrown('Error', "Cannot find module 'src/services/auth.js' imported from test/auth.test.ts"),
      ['src/services/auth.ts'],
    ],
    [
      'for an index file',
      { message: "Cannot find module '../src/auth' from 'test/auth.test.js'" },
      ['src/auth/index.ts'],
    ],
    [
      'for an alias',
      { message: "Cannot find module '@/services/auth' from 'test/auth.test.js'" },
      ['src/services/auth.ts'],
    ],
    [
      'as the compiler says',
      { message: "test/auth.test.ts(1,20): error TS2307: Cannot find module '../src/services/auth' or its types" },
    ],
    [
      'for an export, as the compiler says',
      { message: `test/auth.test.ts:1:9 - error TS2305: Module '"../src/app"' has no exported member 'login'.` },
    ],
    [
      'for an alias of SvelteKit',
      { message: "Cannot find module '$lib/auth' imported from 'test/auth.test.js'.\n\n- If you rely on tsconfig" },
      ['src/lib/auth.ts'],
    ],
    [
      'for an alias of a folder',
      { message: "Cannot find module '@app/auth' imported from 'test/auth.test.js'" },
      ['src/application/auth.ts'],
    ],
    [
      "for an alias of Jest's settings",
      { message: 'Configuration error:\n\nCould not locate module @/services/auth mapped as:\nsrc/$1.' },
      ['src/services/auth.js'],
    ],
    [
      'for a path from `baseUrl`',
      { message: "Cannot find module 'services/auth' from 'test/auth.test.js'" },
      ['src/services/auth.ts'],
    ],
    ['for a member that it looks for while it is loaded', thrown('TypeError', 'q.Drain is not a constructor', IN_TEST)],
    ['for an error in the source', thrown('Error', 'no such option: limit', 'src/app.js:3:1', IN_TEST)],
    [
      'for a module that is a name of its package',
      thrown('ImportError', "cannot import name 'ratelimit' from 'shop' (src/shop/__init__.py)"),
      ['src/shop/ratelimit.py'],
    ],
    [
      'for a package that is a name of its package',
      thrown('ImportError', "cannot import name 'limits' from 'shop' (src/shop/__init__.py)"),
      ['src/shop/limits/__init__.py'],
    ],
    ['for a Python module', thrown('ModuleNotFoundError', "No module named 'app.auth'"), ['src/app/auth.py']],
    [
      'for a name of a Python module',
      thrown('ImportError', "cannot import name 'login' from 'app.auth' (app/auth.py)"),
      ['app/auth.py'],
    ],
  ])('%s', (...[, error, planned]) => {
    expect(judge(unloaded(error), planned)).toEqual({ ok: true, failing: [NEW] });
  });
});

describe('a typo is refused', () => {
  it.each<[string, TestRun, RegExp]>([
    [
      'a name that the test lacks',
      failing(thrown('ReferenceError', 'asert is not defined', IN_TEST, 'src/app.js:1:1')),
      /not defined.*logs in.*asert/,
    ],
    [
      'a name that a Python test lacks',
      failing(thrown('NameError', "name 'nope' is not defined", 'tests/t.py:3')),
      /not defined/,
    ],
    [
      'a misspelt assertion',
      failing(thrown('TypeError', 'assert.eqal is not a function', IN_TEST)),
      /test library.*assert\.eqal/,
    ],
    [
      'a misspelt matcher',
      failing(thrown('TypeError', 'expect(...).not.toBeFoo is not a function', IN_TEST)),
      /test library/,
    ],
    [
      'a syntax error',
      unloaded(thrown('SyntaxError', "Unexpected token '='", `${NEW}:3`)),
      /syntax error.*Unexpected token '='/,
    ],
    ['a name at load time', unloaded(thrown('ReferenceError', 'foo is not defined', IN_TEST)), /not defined.*foo/],
    [
      'another error at load time',
      unloaded(thrown('Error', 'no database', IN_TEST)),
      /while it is loaded.*no database/,
    ],
    ['an assertion at load time', unloaded(thrown('AssertionError', '1 !== 2', IN_TEST)), /while it is loaded/],
    [
      'a wrong path',
      unloaded(thrown('Error', "Cannot find module 'source/auth.js' imported from test/auth.test.js")),
      /imports source\/auth\.js, which isn't one of the task's files \(src\/services\/auth\.js, src\/app\.js\)/,
    ],
    [
      'a wrong path from where the test is',
      unloaded({ message: "Cannot find module '../services/auth' from 'test/auth.test.js'" }),
      /imports services\/auth, which/,
    ],
    [
      'a name of a Python package that is not planned',
      unloaded(thrown('ImportError', "cannot import name 'ratelimits' from 'shop' (src/shop/__init__.py)")),
      /export "ratelimits" of shop/,
    ],
    [
      'a fixture that nothing defines',
      failing({ message: "fixture 'clientt' not found\n>  available fixtures: cache" }),
      /nothing defines the fixture clientt/,
    ],
    [
      'a file of the tests that is not there',
      failing(thrown('FileNotFoundError', "[Errno 2] No such file or directory: 'tests/data/squares.json'")),
      /reads tests\/data\/squares\.json/,
    ],
    [
      'a class of Ruby that is not planned',
      failing(thrown('NameError', 'uninitialized constant Shop::Basket')),
      /not defined/,
    ],
    [
      'a misspelt assertion of unittest',
      failing(thrown('AttributeError', "'TestSum' object has no attribute 'assertEqul'")),
      /test library/,
    ],
    [
      'a misspelt assertion of chai',
      failing(thrown('Error', 'Invalid Chai property: eqal. Did you mean "equal"?')),
      /test library/,
    ],
    [
      'a snapshot that nobody has written',
      failing({
        message: 'expect(received).toMatchSnapshot()\n\nNew snapshot was not written. The update flag must be …',
      }),
      /write down what is expected/,
    ],
    [
      'a wrong package',
      unloaded(thrown('Error', "Cannot find package 'jsonwebtoken' imported from test/auth.test.js")),
      /jsonwebtoken/,
    ],
    [
      'a wrong export',
      unloaded(
        thrown(
          'SyntaxError',
          "The requested module '../src/security.js' does not provide an export named 'x'",
          `${NEW}:1`,
        ),
      ),
      /export "x" of src\/security\.js/,
    ],
  ])('%s', (_, run, reason) => {
    const verdict = judge(run);
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('also beside a test that is rightly red', () => {
    const right = thrown('AssertionError', '1 !== 2', IN_TEST);
    const typo = thrown('ReferenceError', 'nope is not defined', IN_TEST);
    expect(judge(testRun({ [`${NEW} > a`]: right, [`${NEW} > b`]: typo })).ok).toBe(false);
  });
});

describe('red is refused', () => {
  it.each<[string, TestRun, RegExp]>([
    ['when the new tests pass', testRun({ [`${NEW} > a`]: 'passed' }), /pass already: test\/auth\.test\.js > a/],
    ['when there is no result', testRun({}, {}, { missing: 'no tests ran' }), /no tests ran/],
    [
      'when only other files ran',
      testRun({ 'test/app.test.js > a': thrown('AssertionError', 'x') }),
      /No test of test\/auth\.test\.js ran/,
    ],
    [
      'when a test is skipped',
      testRun({ [`${NEW} > a`]: 'skipped', [`${NEW} > b`]: thrown('AssertionError', 'x') }),
      /skipped.*> a/,
    ],
    [
      'when an error of JUnit XML has to do with nothing of the task',
      failing({ name: 'SocketException', message: 'Connection refused', unexpected: true }),
      /nothing connects with what the task is to make/,
    ],
  ])('%s', (_, run, reason) => {
    expect(judge(run)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('not for failures of other files beside a right one', () => {
    const run = testRun({
      [`${NEW} > a`]: thrown('AssertionError', 'x'),
      'test/old.test.js > b': thrown('NameError', 'x'),
    });
    expect(judge(run)).toEqual({ ok: true, failing: [`${NEW} > a`] });
  });

  it('for what failed before the feature, in a file that it only adds to', () => {
    const known = { [`${NEW} > old`]: thrown('AssertionError', 'x') };
    const judged = (more: Parameters<typeof testRun>[0]) =>
      judge(testRun({ ...known, ...more }), undefined, [`${NEW} > old`]);
    expect(judged({ [`${NEW} > a`]: thrown('AssertionError', 'x') })).toEqual({ ok: true, failing: [`${NEW} > a`] });
    expect(judged({ [`${NEW} > a`]: 'passed' })).toMatchObject({
      reason: expect.stringMatching(/pass already: .*> a\./),
    });
    expect(judged({})).toMatchObject({ reason: expect.stringMatching(/has failed before the feature: .*> old/) });
  });

  it('with what was seen, which command said it, and what would be red', () => {
    const run = testRun(
      { [`${NEW} > a`]: 'passed' },
      {},
      { command: 'npm test', exitCode: 0, output: 'one\n1 passed\n' },
    );
    expect(judge(run)).toEqual({
      ok: false,
      reason:
        'These tests pass already: test/auth.test.js > a. `npm test` ended with exit code 0; it said last: one ⏎ 1 passed. ' +
        "Red is a new test that runs and fails, or that can't be built or loaded only for want of what the task is to " +
        'make (src/services/auth.js, src/app.js).',
    });
  });
});
