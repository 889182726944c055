import type { TestRun } from '../types.js';
import { describeFailures, failuresOf } from './failures.js';
import { endedAs, lastWords } from './last-words.js';
import { flakyOf } from './steady.js';

/** `flaky` names the tests that fail now and then. */
export type SuiteVerdict = { ok: true; passed: number; flaky: string[] } | { ok: false; reason: string };

interface SuiteInput {
  run: TestRun;
  /** What failed before the feature: ids as `testId` has them, paths of unloadable files. */
  failedBefore: string[];
  /** How the command ended before the task, where no test failed then either. */
  exitedBefore?: number;
}

/** What has failed may stand above a summary of the tests. */
const MORE = 12;

/** No test has failed, and the command has. */
export const isUnexplained = (run: TestRun): boolean =>
  run.missing === undefined && run.exitCode !== 0 && failuresOf(run).length === 0;

/** A full run, compared with what was before. */
export function judgeSuite({ run, failedBefore, exitedBefore }: SuiteInput): SuiteVerdict {
  if (run.missing) return { ok: false, reason: `The tests gave no result: ${run.missing}.` };
  const before = new Set(failedBefore);
  const fresh = failuresOf(run).filter(({ id }) => !before.has(id));
  if (fresh.length > 0) {
    return { ok: false, reason: `${fresh.length} tests fail that didn't before: ${describeFailures(fresh)}` };
  }
  if (isUnexplained(run) && run.exitCode !== exitedBefore) return { ok: false, reason: unexplained(run) };
  return { ok: true, passed: run.tests.filter((test) => test.status === 'passed').length, flaky: flakyOf(run) };
}

const unexplained = (run: TestRun): string =>
  `No test failed, but the command ended with exit code ${run.exitCode}: ${endedAs(run)}${lastWords(run.output, MORE)}. It has ` +
  'to end with 0, or as it does without the task: mend what else it checks, such as types, lint or a threshold of coverage.';
