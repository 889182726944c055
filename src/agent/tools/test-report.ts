import { stripVTControlCharacters } from 'node:util';

import type { TestError, TestRun } from '../../types.js';
import { cap } from './output.js';

const FRAMES = 5;
const ERROR_BYTES = 2_000;
const OUTPUT_BYTES = 4_000;

/** A run of tests as a model reads it: counts, then what went wrong, worst first. */
export function testReport(run: TestRun): string {
  const failures = run.tests.filter(({ status }) => status === 'failed');
  const unexplained = run.exitCode !== 0 && failures.length + run.loadErrors.length === 0;
  return [
    summary(run),
    ...(run.missing === undefined ? [] : [`no report: ${run.missing}`]),
    ...run.loadErrors.map(({ file, error }) => `not loaded: ${file}\n${errorText(error)}`),
    ...failures.map(({ file, name, error }) => `failed: ${file} > ${name}\n${errorText(error)}`),
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

function errorText(error: TestError | undefined): string {
  if (error === undefined) return '  (no error given)';
  const kind = [error.name, error.code].filter((part) => part !== undefined).join(' ');
  const message = plain(kind === '' ? error.message : `${kind}: ${error.message}`, ERROR_BYTES);
  return [message, ...framesOf(error.stack)].join('\n').replaceAll(/^/gm, '  ');
}

/** Of a runtime or an installed package. */
const FOREIGN = /\bnode:|\b(?:node_modules|site-packages)\//;

/** The first frames, of the repository where there are any; a stack may repeat the message before them. */
function framesOf(stack = ''): string[] {
  const frames = stack
    .split('\n')
    .filter((line) => /^\s*at\s|^\s*File "|^\s*\S+:\d+(:\d+)?:?/.test(line))
    .map((line) => line.trim());
  const own = frames.filter((line) => !FOREIGN.test(line)).slice(0, FRAMES);
  return own.length > 0 ? own : frames.slice(0, 1);
}

function plain(text: string, limit: number): string {
  return cap(stripVTControlCharacters(text).trimEnd(), limit);
}
