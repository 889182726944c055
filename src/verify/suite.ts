import type { TestRun } from '../types.js';
import { describeFailures, failuresOf } from './failures.js';
import { flakyOf } from './steady.js';

/** `flaky` names the tests that fail now and then. */
export type SuiteVerdict = { ok: true; passed: number; flaky: string[] } | { ok: false; reason: string };

/** A full run, compared with what failed before the feature (ids as `testId` has them, paths of unloadable files). */
export function judgeSuite({ run, failedBefore }: { run: TestRun; failedBefore: string[] }): SuiteVerdict {
  if (run.missing) return { ok: false, reason: `The tests gave no result: ${run.missing}.` };
  const failures = failuresOf(run);
  const before = new Set(failedBefore);
  const fresh = failures.filter(({ id }) => !before.has(id));
  if (fresh.length > 0) {
    return { ok: false, reason: `${fresh.length} tests fail that didn't before: ${describeFailures(fresh)}` };
  }
  if (failures.length === 0 && run.exitCode !== 0) {
    return { ok: false, reason: `No test failed, but the command ended with exit code ${run.exitCode}.` };
  }
  return { ok: true, passed: run.tests.filter((test) => test.status === 'passed').length, flaky: flakyOf(run) };
}
