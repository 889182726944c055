import path from 'node:path';
import type { TestRun } from '../types.js';
import {
  describeFailure,
  describeFailures,
  type Failure,
  failuresOf,
  listed,
  newlySkipped,
  testId,
} from './failures.js';
import { type Cause, causeOfFailure, causeOfLoadError, type Context } from './red-cause.js';

export interface RedInput {
  run: TestRun;
  /** The test files that the submit named; others in the run don't count. */
  newTests: string[];
  /** Ids of tests that were skipped before the task. */
  skippedBefore?: string[];
  /** The task's `files`. */
  plannedFiles: string[];
  isTestFile: (path: string) => boolean;
  /** Was in the tree that the task started from. */
  existing: (path: string) => boolean;
}

export type RedVerdict = { ok: true; failing: string[] } | { ok: false; reason: string };

/** Whether the new tests fail because what is to be built isn't there yet. A typo anywhere in them refuses. */
export function judgeRed(input: RedInput): RedVerdict {
  if (input.run.missing) return refuse(`The new tests gave no result: ${input.run.missing}.`);
  const run = onlyNew(input);
  const skipped = newlySkipped(run.tests, input.skippedBefore);
  if (run.tests.length + run.loadErrors.length === 0) {
    return refuse(`No test of ${listed(input.newTests)} ran. Write the tests in the files that submit names.`);
  }
  const judged = judgeCauses(run, input);
  const typo = judged.find(({ cause }) => cause.kind === 'typo');
  if (typo?.cause.kind === 'typo') {
    return refuse(`This fails for a mistake in the test: ${typo.cause.why}. ${describeFailure(typo.failure)}`);
  }
  if (skipped.length > 0) return refuse(`These tests are skipped, and green would refuse that: ${listed(skipped)}.`);
  const right = judged.filter(({ cause }) => cause.kind === 'right').map(({ failure }) => failure.id);
  if (right.length > 0) return { ok: true, failing: right };
  if (judged.length === 0) return refuse(`These tests pass already: ${listed(run.tests.map(testId))}.`);
  return refuse(
    'No test fails by an assertion, in the source, or because something to be built is missing: ' +
      describeFailures(judged.map(({ failure }) => failure)),
  );
}

function onlyNew({ run, newTests }: RedInput): Pick<TestRun, 'tests' | 'loadErrors'> {
  const files = newTests.map((file) => path.posix.normalize(file));
  return {
    tests: run.tests.filter((test) => files.includes(test.file)),
    loadErrors: run.loadErrors.filter((unloaded) => files.includes(unloaded.file)),
  };
}

function judgeCauses(
  run: Pick<TestRun, 'tests' | 'loadErrors'>,
  input: RedInput,
): { failure: Failure; cause: Cause }[] {
  const isSource = (file: string): boolean => input.existing(file) && !input.isTestFile(file);
  const context: Context = { plannedFiles: input.plannedFiles, isSource };
  return failuresOf(run).map((failure) => {
    const causeOf = failure.loaded ? causeOfFailure : causeOfLoadError;
    return { failure, cause: causeOf(failure.error, failure.file, context) };
  });
}

function refuse(reason: string): RedVerdict {
  return { ok: false, reason };
}
