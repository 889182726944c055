import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { TestCase, TestError } from '../../types.js';
import { readPrintedError } from './printed-error.js';
import { type ReportParser, shorten } from './report.js';

const assertionSchema = z.object({
  ancestorTitles: z.array(z.string()),
  title: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
});
/** What `jest --json` and Vitest's json reporter write. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(assertionSchema),
    }),
  ),
});

export const parseJestReport: ReportParser = (text, relative) => {
  const { testResults } = reportSchema.parse(JSON.parse(text));
  const plain = (message: string): string => relative(stripVTControlCharacters(message));
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    complete: true,
    tests: testResults.flatMap(({ name, assertionResults, status, message }) => [
      ...assertionResults.map((result) => testCase(relative(name), result, plain)),
      ...(status === 'failed' && assertionResults.length > 0 && assertionResults.every((one) => one.status !== 'failed')
        ? [wholeFile(relative(name), plain(message ?? ''))]
        : []),
    ]),
    loadErrors: unloaded.map((file) => ({ file: relative(file.name), error: loadError(plain(file.message ?? '')) })),
  };
};

function testCase(file: string, result: z.infer<typeof assertionSchema>, plain: (text: string) => string): TestCase {
  const name = [...result.ancestorTitles.filter(Boolean), result.title].join(' > ');
  if (result.status === 'passed') return { file, name, status: 'passed' };
  if (result.status !== 'failed') return { file, name, status: 'skipped' };
  const printed = plain(result.failureMessages?.[0] ?? '');
  return { file, name, status: 'failed', error: readPrintedError(printed) ?? { message: shorten(printed) } };
}

/** What fails outside of its tests, such as an `afterAll`. */
const wholeFile = (file: string, message: string): TestCase => ({
  file,
  name: '(the file as a whole)',
  status: 'failed',
  error: loadError(message),
});

/** Jest indents the message below a headline. */
function loadError(message: string): TestError {
  const text = message.replace(/^\s*● Test suite failed to run\s*/, '').replaceAll(/^ {4}/gm, '');
  return readPrintedError(text.replaceAll(/^ {2}at /gm, '    at ')) ?? { message: shorten(text.trim()) };
}
