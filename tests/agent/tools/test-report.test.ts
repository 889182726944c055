import { describe, expect, it } from '@jest/globals';

import { testReport } from '../../../src/agent/tools/test-report.js';
import type { TestCase, TestError, TestRun } from '../../../src/types.js';
import { emptyRun } from './workspace.js';

const failed = (name: string, error: TestError): TestCase => ({
  file: 'test/a.test.js',
  name,
  status: 'failed',
  error,
});
const runOf = (tests: TestCase[], more: Partial<TestRun> = {}): TestRun => ({
  ...emptyRun,
  exitCode: 1,
  tests,
  ...more,
});

describe('the report of a run, as a model reads it', () => {
  it('says once what many tests say, and names the others', () => {
    const error = { name: 'AssertionError', message: 'expected 1 to be 2' };
    const run = runOf([...[1, 2, 3].map((n) => failed(`adds ${n}`, error)), failed('adds 1', error)]);
    expect(testReport(run)).toBe(`0 passed, 4 failed, 0 skipped, exit code 1

failed: test/a.test.js > adds 1
  AssertionError: expected 1 to be 2
  reported 2 times
  the same of:
  - test/a.test.js > adds 2
  - test/a.test.js > adds 3`);
  });

  it('keeps tests apart that say something else', () => {
    const report = testReport(runOf([failed('one', { message: 'no 1' }), failed('two', { message: 'no 2' })]));
    expect(report).toMatch(/one\n {2}no 1\n\nfailed: .*two\n {2}no 2$/);
  });

  it('leaves out the frames of packages and of the runner, in the stack and in the message', () => {
    const frames = [
      '    at equal (node_modules/expect/index.js:3:1)',
      '    at check (test/helper.js:8:2)',
      '    at .venv/lib/python3.12/site-packages/pluggy/_call.py:9',
      '    at node:internal/process:1:1',
      '    at /usr/lib/go/src/testing/testing.go:1689',
      '    at src/a.js:4',
    ];
    const said = failed('says them itself', { message: ['thrown', ...frames].join('\n') });
    const own = /thrown\n {6}at check \(test\/helper\.js:8:2\)\n {6}at src\/a\.js:4$/;
    expect(testReport(runOf([said]))).toMatch(own);
    const stacked = failed('has them', { message: 'thrown', stack: ['Error: thrown', ...frames].join('\n') });
    expect(testReport(runOf([stacked]))).toMatch(/thrown\n {2}at check \(test\/helper\.js:8:2\)\n {2}at src\/a\.js:4$/);
  });

  it('says a line of Go once, which is the message and the frame', () => {
    const message = 'user_test.go:9: got 1';
    const go = failed('TestUser', { name: 'AssertionError', message, stack: `${message}\n    at user/user_test.go:9` });
    expect(testReport(runOf([go])).match(/got 1/g)).toHaveLength(1);
  });

  it('names the files that were to run and did not, and none that did', () => {
    const run = runOf([failed('one', { message: 'no' })], {
      loadErrors: [{ file: 'test/b.test.js', error: { message: 'no such module' } }],
    });
    const files = ['test/a.test.js', 'test/b.test.js', 'test/c.test.js'];
    expect(testReport(run, { files })).toMatch(/did not run, as the report has no test of them: test\/c\.test\.js\n/);
    expect(testReport(run, { files: ['test'] })).not.toContain('did not run');
    expect(testReport({ ...run, missing: 'it was ended' }, { files })).not.toContain('did not run');
  });

  it('tells apart what failed before the feature, also where it says the same', () => {
    const error = { message: 'no colour' };
    const report = testReport(runOf([failed('old', error), failed('new', error)]), {
      failedBefore: ['test/a.test.js > old'],
    });
    expect(report).toMatch(/failed: .*new\n {2}no colour\n\nThese failed before.*\n\nfailed: .*old\n {2}no colour$/);
  });

  it('names the rest with a line each where there is much to say', () => {
    const long = (n: number) => failed(`test ${n}`, { message: `${n}: ${'x\n'.repeat(1_000)}` });
    const report = testReport(runOf(Array.from({ length: 60 }, (_, n) => long(n))));
    expect(report).toContain('failed: test/a.test.js > test 59: 59: x');
    expect(report.length).toBeLessThan(20_000);
  });
});
