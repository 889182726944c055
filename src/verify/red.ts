import path from 'node:path';
import type { TestError, TestRun } from '../types.js';
import { COMPILERS, type Context } from './compilers.js';
import { describeFailure, type Failure, failuresOf, listed, newlySkipped, testId } from './failures.js';
import { endedAs, lastWords } from './last-words.js';
import { missingPart } from './missing-part.js';
import { type Cause, causeOfFailure, causeOfLoadError } from './red-cause.js';
import { readPrintedError } from './reports/printed-error.js';

export interface RedInput {
  run: TestRun;
  /** The test files that the submit named; others in the run don't count. */
  newTests: string[];
  /** Ids of tests that were skipped before the task. */
  skippedBefore?: string[];
  /** Ids of what failed before the feature: of the task they say nothing. */
  failedBefore?: string[];
  /** The task's `files`. */
  plannedFiles: string[];
  isTestFile: (path: string) => boolean;
  /** Was in the tree that the task started from. */
  existing: (path: string) => boolean;
  textOf?: Context['textOf'];
}

export type RedVerdict = { ok: true; failing: string[] } | { ok: false; reason: string };

type Results = Pick<TestRun, 'tests' | 'loadErrors'>;

/**
 * Whether the new tests fail for want of what is to be built. One that ran and failed does, unless it is shown to be its
 * own fault; one that could not be built or loaded does where all that is missing is what the task is to make.
 */
export function judgeRed(input: RedInput): RedVerdict {
  const run = input.run.missing === undefined ? input.run : unloaded(input);
  if (!run) return refuse(input, `The new tests gave no result: ${input.run.missing}.`);
  const files = input.newTests.map((file) => path.posix.normalize(file));
  const isNew = ({ file }: { file: string }) => files.includes(file);
  const own = { tests: run.tests.filter(isNew), loadErrors: run.loadErrors.filter(isNew) };
  if (own.tests.length + own.loadErrors.length === 0) return refuse(input, nothingRan(run, files));
  const before = new Set(input.failedBefore);
  const judged = failuresOf(own)
    .filter(({ id }) => !before.has(id))
    .map((failure) => ({ failure, cause: causeOf(failure, input) }));
  for (const { failure, cause } of judged) {
    if (cause.kind === 'right') continue;
    return refuse(input, `This fails for a mistake in the test: ${cause.why}. ${describeFailure(failure)}.`);
  }
  const skipped = newlySkipped(own.tests, input.skippedBefore);
  if (skipped.length > 0) {
    return refuse(input, `These tests are skipped, and green would refuse that: ${listed(skipped)}.`);
  }
  if (judged.length > 0) return { ok: true, failing: judged.map(({ failure }) => failure.id) };
  const passing = own.tests.filter((test) => test.status !== 'failed').map(testId);
  if (passing.length > 0) return refuse(input, `These tests pass already: ${listed(passing)}.`);
  return refuse(input, `What fails has failed before the feature: ${listed(failuresOf(own).map(({ id }) => id))}.`);
}

function causeOf(failure: Failure, input: RedInput): Cause {
  const { plannedFiles, textOf } = input;
  const isSource = (file: string) => input.existing(file) && !input.isTestFile(file);
  const context: Context = { plannedFiles, isSource, ...(textOf && { textOf }) };
  return (failure.loaded ? causeOfFailure : causeOfLoadError)(failure.error, failure.file, context);
}

/** What a run that wrote no report has printed of files that its compiler or its loader would not take. */
function unloaded({ run, newTests }: RedInput): Results | undefined {
  if (run.timedOut || run.exitCode === 0) return undefined;
  const said = COMPILERS.flatMap((compiler) => compiler.read?.(run.output) ?? []);
  if (said.length > 0) return { tests: [], loadErrors: said };
  const error = readPrintedError(run.output);
  const file = newTests.find((test) => error && mentions(error, test)) ?? newTests[0];
  return error && file && missingPart(error, file) ? { tests: [], loadErrors: [{ file, error }] } : undefined;
}

const mentions = ({ message, stack = '' }: TestError, file: string) => `${message}\n${stack}`.includes(file);

function nothingRan({ tests, loadErrors }: Results, files: string[]): string {
  const others = [...new Set([...loadErrors, ...tests].map(({ file }) => file))];
  const instead = others.length > 0 ? ` What ran is of ${listed(others)}.` : '';
  return `No test of ${listed(files)} ran.${instead} Write the tests in the files that submit names.`;
}

/** Why it isn't red, what the command said, and what would be. */
function refuse({ run, plannedFiles }: RedInput, why: string): RedVerdict {
  const said = run.missing === undefined ? lastWords(run.output) : '';
  const right =
    "Red is a new test that runs and fails, or that can't be built or loaded only for want of what the task is to make";
  return { ok: false, reason: `${why} ${endedAs(run)}${said}. ${right} (${plannedFiles.join(', ')}).` };
}
