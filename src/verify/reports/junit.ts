import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { TestCase, TestError } from '../../types.js';
import { type ReportParser, shorten } from './report.js';

const problemSchema = z.object({ message: z.string().default(''), '#text': z.string().default('') });
const caseSchema = z.object({
  classname: z.string().default(''),
  name: z.string(),
  file: z.string().default(''),
  failure: z.array(problemSchema).optional(),
  error: z.array(problemSchema).optional(),
  skipped: z.array(z.unknown()).optional(),
});
const suiteSchema = z.object({ testcase: z.array(caseSchema).default([]) });
const reportSchema = z.object({ testsuites: z.object({ testsuite: z.array(suiteSchema).default([]) }) });

const LISTS = new Set(['testsuite', 'testcase', 'failure', 'error', 'skipped']);
const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  htmlEntities: true,
  isArray: (name) => LISTS.has(name),
});

/** JUnit XML as pytest writes it with `junit_family=xunit1`, where each case names its file. */
export const parseJunitReport: ReportParser = (text, relative) => {
  const { testsuites } = reportSchema.parse(xml.parse(text));
  const cases = testsuites.testsuite.flatMap((suite) => suite.testcase);
  const unloaded = cases.filter((entry) => entry.error?.[0]?.message === 'collection failure');
  return {
    complete: true,
    tests: cases.filter((entry) => !unloaded.includes(entry)).map((entry) => testCase(entry, relative)),
    loadErrors: unloaded.map((entry) => ({ file: entry.file, error: pythonError(entry.error?.[0], relative) })),
  };
};

function testCase(entry: z.infer<typeof caseSchema>, relative: (text: string) => string): TestCase {
  const module = entry.file.replace(/\.py$/, '').replaceAll('/', '.');
  const suites = entry.classname.replace(module, '').split('.').filter(Boolean);
  const found = { file: entry.file, name: [...suites, entry.name].join(' > ') };
  const problem = entry.failure?.[0] ?? entry.error?.[0];
  if (problem) return { ...found, status: 'failed', error: pythonError(problem, relative) };
  return { ...found, status: entry.skipped ? 'skipped' : 'passed' };
}

/** The lines marked `E` hold the error; `file.py:3: …` are the frames, the innermost last. */
function pythonError(
  problem: z.infer<typeof problemSchema> | undefined,
  relative: (text: string) => string,
): TestError {
  const text = relative(problem?.['#text'] ?? '');
  const marked = [...text.matchAll(/^E {2,}(.*)$/gm)].map((match) => match[1] ?? '');
  const header = marked.findLastIndex((line) => /^\w*(?:Error|Exception)\b/.test(line));
  const message = marked.slice(Math.max(0, header)).join('\n') || problem?.message || 'failed';
  const name = /^(\w*(?:Error|Exception))\b/.exec(message)?.[1] ?? /^\S+:\d+: (\w+)\s*$/m.exec(text)?.[1];
  const frames = [...text.matchAll(/^(\S+\.py:\d+): /gm)].map((match) => `    at ${match[1]}`).toReversed();
  return {
    ...(name && { name }),
    message: shorten(message.replace(/^\w*(?:Error|Exception): /, '')),
    stack: shorten([message, ...frames].join('\n')),
  };
}
