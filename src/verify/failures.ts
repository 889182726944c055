import { shortText } from '../lists.js';
import type { TestCase, TestError, TestRun } from '../types.js';
import { repositoryFrames } from './frames.js';

/** A failure in the words that a model or a person gets. */
export interface Failure {
  /** As `testId` has it; a file that didn't load is named by its path. */
  id: string;
  file: string;
  loaded: boolean;
  error: TestError;
}

export function testId(test: Pick<TestCase, 'file' | 'name'>): string {
  return `${test.file} > ${test.name}`;
}

export function failuresOf(run: Pick<TestRun, 'tests' | 'loadErrors'>): Failure[] {
  const unloaded = run.loadErrors.map(({ file, error }) => ({ id: file, file, loaded: false, error }));
  const failed = run.tests.filter((test) => test.status === 'failed');
  const failures = failed.map(({ file, name, error = { message: 'failed' } }) => ({
    id: testId({ file, name }),
    file,
    loaded: true,
    error,
  }));
  return [...unloaded, ...failures];
}

/** Without what failed before. Where several tests have one id, none of them is known to be that one. */
export function withoutKnown<R extends Pick<TestRun, 'tests' | 'loadErrors'>>(run: R, failedBefore: string[] = []): R {
  const before = new Set(failedBefore);
  const count = new Map<string, number>();
  for (const test of run.tests) count.set(testId(test), (count.get(testId(test)) ?? 0) + 1);
  const isKnown = (test: TestCase) =>
    test.status === 'failed' && before.has(testId(test)) && count.get(testId(test)) === 1;
  return {
    ...run,
    tests: run.tests.filter((test) => !isKnown(test)),
    loadErrors: run.loadErrors.filter(({ file }) => !before.has(file)),
  };
}

/** Ids of the skipped tests, but for those that were skipped before. */
export function newlySkipped(tests: TestCase[], before: string[] = []): string[] {
  const known = new Set(before);
  const skipped = tests.filter(({ status }) => status === 'skipped').map(testId);
  return skipped.filter((id) => !known.has(id));
}

const MESSAGE_LINES = 4;
const LISTED = 5;

export function describeFailure({ id, error }: Failure): string {
  const [first, ...rest] = error.message.split('\n').filter((line) => line.trim());
  const message = [first ?? '', ...rest.slice(0, MESSAGE_LINES - 1)].join(' ⏎ ');
  const name = error.name && !message.startsWith(error.name) ? `${error.name}: ` : '';
  const frame = repositoryFrames(error)[0];
  return `${shortText(id)}: ${name}${message}${frame ? ` (${frame.file}:${frame.line})` : ''}`;
}

export function describeFailures(failures: Failure[]): string {
  const more = failures.length - LISTED;
  const described = failures.slice(0, LISTED).map(describeFailure);
  return [...described, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Empty where there are none. */
export const flakyText = (names: string[]) => (names.length > 0 ? `${names.length} flaky: ${listed(names)}` : '');

export function listed(names: string[]): string {
  const more = names.length - LISTED;
  const first = names.slice(0, LISTED).map((name) => shortText(name));
  return first.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
