import type { Commands, TestRun } from '../types.js';
import type { Checkout } from './checkout.js';
import { failuresOf, testId } from './failures.js';
import { runTests, type TestOptions } from './run-tests.js';
import type { Runnable } from './own-reports.js';

/** More test files than this don't fail by chance. */
const MAX_FILES = 5;

/**
 * Runs tests, and those files again in which one failed that did not before the feature. A test that passes then is
 * `flaky`: neither red nor green.
 */
export async function runSteady(
  runnable: Runnable,
  checkout: Checkout,
  { commands, failedBefore, ...options }: TestOptions & { commands: Commands; failedBefore: string[] },
): Promise<TestRun> {
  const run = await runTests(runnable, checkout, options);
  const before = new Set(failedBefore);
  const fresh = failuresOf(run).filter(({ id, loaded }) => loaded && !before.has(id));
  const files = [...new Set(fresh.map(({ file }) => file))];
  if (files.length === 0 || files.length > MAX_FILES || run.missing) return run;
  const { testFile } = commands;
  const again = testFile
    ? await runTests(testFile, checkout, { ...options, files })
    : await runTests(runnable, checkout, options);
  return withFlaky(run, again);
}

/** What failed in `run` and passed `again` is flaky. Where nothing else failed, so did the command not. */
export function withFlaky(run: TestRun, again: TestRun): TestRun {
  const passes = new Set(again.tests.filter(({ status }) => status === 'passed').map(testId));
  const tests = run.tests.map((test) => {
    const flaky = test.status === 'failed' && passes.has(testId(test));
    return flaky ? { ...test, status: 'flaky' as const } : test;
  });
  const steady = { ...run, tests };
  const excused = flakyOf(steady).length > 0 && failuresOf(steady).length === 0;
  return excused ? { ...steady, exitCode: 0 } : steady;
}

/** Ids of the tests that fail now and then. */
export const flakyOf = ({ tests }: Pick<TestRun, 'tests'>) =>
  tests.filter(({ status }) => status === 'flaky').map(testId);
