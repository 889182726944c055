import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '#scripts/places.mjs';
import type { TestRun } from '../../src/types.js';
import { judgeRed } from '../../src/verify/red.js';
import { parseJestReport } from '../../src/verify/reports/jest.js';
import { readJunit } from '../../src/verify/reports/junit-any.js';
import type { Report } from '../../src/verify/reports/report.js';
import { testRun } from './runs.js';

/** The reports of real tools, as files in `golden`. */
const FOLDER = path.join(root, 'tests', 'verify', 'golden');
const golden = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const relative = (text: string) => text.replaceAll('/repository/', '');
const reportOf = (name: string) => parseJestReport(golden(name), relative, '/repository');

const runOf = ({ tests, loadErrors }: Report): TestRun => ({ ...testRun({}), tests, loadErrors });

const judge = (run: TestRun, test: string, plannedFiles: string[]) =>
  judgeRed({
    run,
    newTests: [test],
    plannedFiles,
    isTestFile: (file) => /^(?:test|vt|m)\//.test(file),
    existing: (file) => file === 'src/queue.ts',
  });

describe('a test is red by what its tool writes where', () => {
  it.each<[string, string, string, string[]]>([
    [
      'ts-jest lacks members, exports, modules and options',
      'jest-red.json',
      'test/queue.test.ts',
      ['src/queue.ts', 'src/later.ts', 'src/soon.ts'],
    ],
    ['ts-jest lacks a parameter and a method', 'jest-red.json', 'test/option.test.ts', ['src/queue.ts']],
    ['Jest finds no module behind an alias', 'jest-red.json', 'test/alias.test.js', ['src/payments.js']],
    ['Vitest finds none behind $lib', 'vitest-red.json', 'vt/lib.test.ts', ['src/lib/a.ts']],
    ['Vitest finds none behind @app', 'vitest-red.json', 'vt/app.test.ts', ['src/app/a.ts']],
    ['Vitest finds none behind ~', 'vitest-red.json', 'vt/til.test.ts', ['src/c.ts']],
    ['Vitest finds none behind #', 'vitest-red.json', 'vt/hash.test.ts', ['src/c/d.ts']],
    ['Vitest finds none beside it', 'vitest-red.json', 'vt/rel.test.ts', ['src/b.ts']],
    ['Vitest sees an `afterAll` fail', 'vitest-red.json', 'vt/after.test.ts', ['src/b.ts']],
    ['Jest sees an `afterAll` fail', 'jest-red.json', 'test/afterall.test.js', ['src/b.ts']],
    ['Supertest expects another status', 'jest-libraries.json', 'test/api2.test.js', ['src/app.js']],
    ['the Testing Library finds no element', 'jest-libraries.json', 'test/ui.test.js', ['src/total.js']],
  ])('%s', (_, report, test, planned) => {
    expect(judge(runOf(reportOf(report)), test, planned)).toMatchObject({ ok: true });
  });
});

describe('a test is refused by what its tool writes where', () => {
  it.each<[string, string, string, RegExp]>([
    ['ts-jest finds a misspelt matcher', 'jest-red.json', 'test/api.test.ts', /TS2339: Property 'toBeFooed'/],
    [
      'ts-jest finds a module that is not planned',
      'jest-red.json',
      'test/queue.test.ts',
      /TS2307: Cannot find module '\.\.\/src\/later'/,
    ],
    ['Jest finds no module behind an alias', 'jest-red.json', 'test/alias.test.js', /imports @\/payments/],
    ['Jest has no snapshot', 'jest-red.json', 'test/snap.test.js', /write down what is expected/],
    ['Vitest finds no module that is planned', 'vitest-red.json', 'vt/lib.test.ts', /imports \$lib\/a/],
    ['Vitest can not read it', 'vitest-red.json', 'vt/syn.test.ts', /syntax error/],
    ['Vitest finds a misspelt matcher', 'vitest-red.json', 'vt/snap.test.ts', /no such function/],
  ])('%s', (_, report, test, reason) => {
    const verdict = judge(runOf(reportOf(report)), test, ['src/queue.ts']);
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe('where no report is written', () => {
  const silent = (output: string) => testRun({}, {}, { missing: 'it wrote no test report', output: relative(output) });

  it.each<[string, string, string, string[]]>([
    ['Mocha', 'mocha-odd.txt', 'm/odd.js', ['src/odd.js']],
    ['tsc', 'tsc-red.txt', 'test/queue.test.ts', ['src/queue.ts', 'src/later.ts', 'src/soon.ts']],
  ])("the words of %s are read of a test that can't be loaded", (_, output, test, planned) => {
    expect(judge(silent(golden(output)), test, planned)).toEqual({ ok: true, failing: [test] });
    const reason = expect.stringMatching(/src\/odd, which isn't one of|is not about the task's files/);
    expect(judge(silent(golden(output)), test, ['src/other.ts'])).toMatchObject({ ok: false, reason });
  });

  it('and nothing of a missing part is said, it is no red', () => {
    const verdict = judge(silent('Error: no database\n    at connect (m/odd.js:1:1)\n'), 'm/odd.js', ['src/odd.js']);
    expect(verdict).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/gave no result: it wrote no test report/),
    });
  });
});

describe('JUnit XML', () => {
  const suite = (...cases: string[]) => `<testsuite name="all">${cases.join('')}</testsuite>`;
  const failed = async (xml: string) => runOf(await readJunit([xml], FOLDER, relative));

  it("of Mocha has a failed test for each, and a misspelt assertion is the test's own fault", async () => {
    const { tests } = await failed(golden('mocha-xunit.xml'));
    expect(tests.map(({ file, error }) => [file, error?.name])).toEqual([
      ['m/two.js', 'AssertionError'],
      ['m/two.js', 'Error'],
      ['m/two.js', 'AssertionError'],
      ['m/two.js', 'TypeError'],
    ]);
    const one = (at: number) => judge({ ...testRun({}), tests: [tests[at]!] }, 'm/two.js', ['src/half.js']);
    expect([0, 1, 2, 3].map((at) => one(at).ok)).toEqual([true, false, true, true]);
  });

  it.each([
    ['RSpec', 'RSpec::Expectations::ExpectationNotMetError', 'expected: 3 got: 2'],
    ['PHPUnit', 'PHPUnit\\Framework\\ExpectationFailedException', 'Failed asserting that 2 is 3.'],
    ['JUnit 4', 'org.junit.ComparisonFailure', 'expected:&lt;a&gt; but was:&lt;b&gt;'],
    ['ScalaTest', 'org.scalatest.exceptions.TestFailedException', '2 did not equal 3'],
    ['Playwright', 'FAILURE', 'a.spec.ts:3:1 › shows'],
    ['nextest', 'test failure with exit code 101', ''],
    ['a tool that has no types', '', ''],
  ])('of %s has a failed assertion in each <failure>', async (_, type, message) => {
    const run = await failed(
      suite(`<testcase name="x" file="m/two.js"><failure type="${type}" message="${message}"/></testcase>`),
    );
    expect(judge(run, 'm/two.js', ['src/half.js'])).toMatchObject({ ok: true });
  });

  it.each([
    ['java.lang.NoSuchMethodError', 'Half.of(I)', true],
    ['java.lang.NullPointerException', '', true],
    ['java.net.ConnectException', 'Connection refused', false],
  ])('has an <error> %s that needs a cause', async (type, message, ok) => {
    const run = await failed(
      suite(`<testcase name="x" file="m/two.js"><error type="${type}" message="${message}"/></testcase>`),
    );
    expect(judge(run, 'm/two.js', ['src/half.js'])).toMatchObject({ ok });
  });

  it.each([
    ['of a folder inside', 'file="user_test.go"', 'go/user/user_test.go'],
    ['with its line', 'file="go/user/user_test.go:12"', 'go/user/user_test.go'],
    ['with a dot before it', 'file="./go/user/user_test.go"', 'go/user/user_test.go'],
    ['in place of a class', 'classname="user/user_test.go"', 'go/user/user_test.go'],
    ['that is nowhere', 'file="a.spec.ts"', 'a.spec.ts'],
  ])('gives the file of a case %s', async (_, attribute, file) => {
    const { tests } = await failed(suite(`<testcase name="x" ${attribute}/>`));
    expect(tests.map((test) => test.file)).toEqual([file]);
  });
});
