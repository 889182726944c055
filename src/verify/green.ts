import type { TestRun } from '../types.js';
import { flakyOf } from './steady.js';
import { describeFailures, failuresOf, listed, newlySkipped, testId, withoutKnown } from './failures.js';

export interface GreenInput {
  run: TestRun;
  /** The sealed test files. */
  sealed: string[];
  /** "file > name" of each test that red saw or that was in its files before, or the path of a file that couldn't be loaded. */
  redTests: string[];
  /** Ids of tests that were skipped before the task. */
  skippedBefore?: string[];
  /** Ids of what failed before the feature, in a file that the task only added to. */
  failedBefore?: string[];
}

/** As a shell has it: 128 and the signal's number. */
const SIGNALLED = 128;

export type TestVerdict = { ok: true; passed: number } | { ok: false; reason: string };

/** At least one test from the sealed files ran, all pass, none is skipped, none is gone. */
export function judgeGreen({ run, sealed, redTests, skippedBefore, failedBefore }: GreenInput): TestVerdict {
  if (run.missing) return { ok: false, reason: `The tests gave no result: ${run.missing}.` };
  const failures = failuresOf(withoutKnown(run, failedBefore));
  if (failures.length > 0) {
    return { ok: false, reason: `${failures.length} of the tests fail: ${describeFailures(failures)}` };
  }
  if (run.exitCode > SIGNALLED) {
    return { ok: false, reason: `The run of the tests was ended by a signal (exit code ${run.exitCode}).` };
  }
  const own = run.tests.filter((test) => sealed.includes(test.file));
  if (own.length === 0) return { ok: false, reason: `No test of the sealed files ran: ${listed(sealed)}.` };
  const skipped = newlySkipped(own, skippedBefore);
  if (skipped.length > 0) return { ok: false, reason: `These sealed tests were skipped: ${listed(skipped)}.` };
  const ran = new Set(run.tests.flatMap((test) => [testId(test), test.file]));
  const flaky = flakyOf({ tests: own });
  if (flaky.length > 0) {
    const reason = `These sealed tests fail now and then on the same tree, which proves nothing: ${listed(flaky)}.`;
    return { ok: false, reason };
  }
  const gone = redTests.filter((id) => !ran.has(id));
  if (gone.length > 0) return { ok: false, reason: `These tests ran before, and don't now: ${listed(gone)}.` };
  return { ok: true, passed: run.tests.filter((test) => test.status === 'passed').length };
}
