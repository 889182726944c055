import { stripVTControlCharacters } from 'node:util';

import { byteLength } from '../../byte-length.js';
import type { TestError, TestRun } from '../../types.js';
import { type Failure, failuresOf, listed, newlySkipped } from '../../verify/failures.js';
import { isFrame, isOwnFrame } from '../../verify/frames.js';
import { cap } from './output.js';

const FRAMES = 5;
const ERROR_BYTES = 2_000;
const OUTPUT_BYTES = 4_000;
/** From here on failures are named, and not described any more. */
const DESCRIBED_BYTES = 12_000;
const NAMED = 40;

export interface ReportOptions {
  /** The test files that were to run, where not all were. */
  files?: string[];
  /** Ids of what failed before the feature. */
  failedBefore?: string[];
}

/** A run of tests as a model reads it: counts, what did not run, then each failure once, those of the feature first. */
export function testReport(run: TestRun, { files = [], failedBefore = [] }: ReportOptions = {}): string {
  const failures = failuresOf(run);
  const before = new Set(failedBefore);
  const fresh = failures.filter(({ id }) => !before.has(id));
  const old = failures.filter(({ id }) => before.has(id));
  const unexplained = run.exitCode !== 0 && failures.length === 0;
  return [
    summary(run),
    ...(run.missing === undefined ? [] : [`no report: ${run.missing}`]),
    ...notRun(run, files),
    ...described(groupsOf(fresh)),
    ...(old.length > 0 ? ['These failed before the feature too, and are not held against you:'] : []),
    ...described(groupsOf(old)),
    ...(unexplained || run.missing !== undefined ? [`output:\n${plain(run.output, OUTPUT_BYTES)}`] : []),
  ].join('\n\n');
}

function summary({ tests, loadErrors, exitCode, timedOut }: TestRun): string {
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const counts = [
    `${count('passed')} passed`,
    `${count('failed')} failed`,
    `${count('skipped')} skipped`,
    ...(loadErrors.length > 0 ? [`${loadErrors.length} files not loaded`] : []),
    `exit code ${exitCode}`,
    ...(timedOut ? ['timed out'] : []),
  ];
  return counts.join(', ');
}

/** Files of which the report has nothing, and tests that it says were skipped. */
function notRun({ tests, loadErrors, missing }: TestRun, files: string[]): string[] {
  const there = [...new Set([...tests, ...loadErrors].map(({ file }) => file))];
  const isThere = (asked: string) => there.some((file) => file === asked || file.startsWith(`${asked}/`));
  const gone = missing === undefined ? files.filter((file) => !isThere(file)) : [];
  const skipped = newlySkipped(tests);
  return [
    ...(gone.length > 0 ? [`did not run, as the report has no test of them: ${listed(gone)}`] : []),
    ...(skipped.length > 0 ? [`skipped: ${listed(skipped)}`] : []),
  ];
}

/** Failures that say the same, in the order of their first ones. */
function groupsOf(failures: Failure[]): Failure[][] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const { loaded, error } = failure;
    const key = JSON.stringify([loaded, error.name, error.message]);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return [...groups.values()];
}

function described(groups: Failure[][]): string[] {
  let bytes = 0;
  return groups.map(([first, ...others]) => {
    const { id, loaded, error } = first!;
    const head = loaded ? `failed: ${id}` : `not loaded, so that none of its tests ran: ${id}`;
    const inFull = `${head}\n${errorText(error)}`;
    bytes += byteLength(inFull);
    return [bytes > DESCRIBED_BYTES ? `${head}: ${firstLine(error)}` : inFull, ...theSame(first!, others)].join('\n');
  });
}

/** Some runners report a test once for each project, or name tests alike. */
function theSame({ id }: Failure, others: Failure[]): string[] {
  const again = others.filter((other) => other.id === id).length;
  const ids = [...new Set(others.map((other) => other.id))].filter((other) => other !== id);
  const more = ids.length - NAMED;
  return [
    ...(again > 0 ? [`  reported ${again + 1} times`] : []),
    ...(ids.length > 0 ? ['  the same of:', ...ids.slice(0, NAMED).map((other) => `  - ${other}`)] : []),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

const firstLine = ({ message }: TestError) => plain(message, ERROR_BYTES).trimStart().split('\n')[0]!;

/** The message, and the first frames in the repository's own files; a stack may repeat the message before them. */
function errorText({ name, code, message, stack = '' }: TestError): string {
  const kind = [name, code].filter((part) => part !== undefined).join(' ');
  const said = message.split('\n').filter((line) => !isFrame(line) || isOwnFrame(line));
  const text = plain(kind === '' ? said.join('\n') : `${kind}: ${said.join('\n')}`, ERROR_BYTES);
  const own = stack.split('\n').filter((line) => isOwnFrame(line) && !said.includes(line));
  return [text, ...own.slice(0, FRAMES).map((line) => line.trim())].join('\n').replaceAll(/^/gm, '  ');
}

function plain(text: string, limit: number): string {
  return cap(stripVTControlCharacters(text).trimEnd(), limit);
}
