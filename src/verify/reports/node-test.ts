import { z } from 'zod';
import type { TestCase, TestError } from '../../types.js';
import { jsonLines } from './json.js';
import { readPrintedError } from './printed-error.js';
import { type Report, type ReportParser, shorten } from './report.js';

const text = z.string();
const resultFields = {
  file: text.optional(),
  name: text,
  nesting: z.int(),
  suite: z.boolean(),
  skipped: z.boolean(),
  failure: text.optional(),
  exitCode: z.int().optional(),
  error: z.object({ name: text.optional(), code: text.optional(), message: text, stack: text.optional() }).optional(),
};
/** The lines of node-test-reporter.mjs. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('test:start'), name: text, nesting: z.int() }),
  z.object({ type: z.literal('test:pass'), ...resultFields }),
  z.object({ type: z.literal('test:fail'), ...resultFields }),
  z.object({ type: z.literal('test:stderr'), file: text.optional(), message: text }),
  z.object({ type: z.literal('test:coverage'), lines: z.number() }),
  z.object({ type: z.literal('end') }),
]);
type Line = z.infer<typeof lineSchema>;
type Result = Extract<Line, { type: 'test:pass' | 'test:fail' }>;

export const parseNodeTestReport: ReportParser = (report, relative) => {
  const lines = jsonLines(report, lineSchema);
  const found: Report = { tests: [], loadErrors: [], complete: lines.at(-1)?.type === 'end' };
  const failedFiles: Result[] = [];
  const names: string[] = [];
  for (const line of lines) {
    if (line.type === 'test:coverage') found.coverage = line.lines;
    if (line.type === 'test:start') names.splice(line.nesting, Infinity, line.name);
    if (line.type !== 'test:pass' && line.type !== 'test:fail') continue;
    if (isWholeFile(line)) failedFiles.push(...(line.type === 'test:fail' ? [line] : []));
    else found.tests.push(...testCase(line, names, relative));
  }
  for (const line of failedFiles) addFailedFile(found, line, printedBy(line.file, lines), relative);
  return found;
};

/** The runner reports a file like a test when it has no tests or its process failed. */
function isWholeFile(line: Result): boolean {
  return (
    line.nesting === 0 && line.file !== undefined && (line.file === line.name || line.file.endsWith(`/${line.name}`))
  );
}

/** No case for a suite, whose tests speak for it, nor for a test that only had failing subtests. */
function testCase(line: Result, names: string[], relative: (text: string) => string): TestCase[] {
  const failed = line.type === 'test:fail';
  if (failed ? line.failure === 'subtestsFailed' : line.suite) return [];
  const name = [...names.slice(0, line.nesting), line.name].join(' > ');
  const file = relative(line.file ?? '');
  if (line.skipped) return [{ file, name, status: 'skipped' }];
  if (!failed) return [{ file, name, status: 'passed' }];
  return [{ file, name, status: 'failed', error: testError(line, relative) }];
}

function testError(line: Result, relative: (text: string) => string): TestError {
  const { name, code, message = 'failed without an error', stack } = line.error ?? {};
  return {
    ...(name && { name }),
    ...(code && { code }),
    message: shorten(relative(message)),
    ...(stack && { stack: shorten(relative(stack.replace(message, shorten(message)))) }),
  };
}

function addFailedFile(found: Report, line: Result, printed: string, relative: (text: string) => string): void {
  if (line.failure === 'subtestsFailed') return;
  const file = relative(line.file ?? line.name);
  const ended = {
    message: `the file's process ended${line.exitCode === undefined ? '' : ` with exit code ${line.exitCode}`}`,
  };
  const error = readPrintedError(relative(printed)) ?? ended;
  const hasTests = found.tests.some((test) => test.file === file);
  if (hasTests) found.tests.push({ file, name: '(the file as a whole)', status: 'failed', error });
  else found.loadErrors.push({ file, error });
}

function printedBy(file: string | undefined, lines: Line[]): string {
  return lines.map((line) => (line.type === 'test:stderr' && line.file === file ? line.message : '')).join('');
}
