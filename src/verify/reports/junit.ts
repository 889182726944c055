import type { TestCase, TestError } from '../../types.js';
import { junitCases, type JunitCase, type JunitProblem } from './junit-xml.js';
import { type ReportParser, shorten } from './report.js';

/** JUnit XML as pytest writes it with `junit_family=xunit1`, where each case names its file. */
export const parseJunitReport: ReportParser = (text, relative) => {
  const cases = junitCases(text);
  const unloaded = cases.filter((entry) => entry.problem?.message === 'collection failure');
  return {
    complete: true,
    tests: cases.filter((entry) => !unloaded.includes(entry)).map((entry) => testCase(entry, relative)),
    loadErrors: unloaded.map((entry) => ({ file: entry.file, error: pythonError(entry.problem, relative) })),
  };
};

function testCase(entry: JunitCase, relative: (text: string) => string): TestCase {
  const module = entry.file.replace(/\.py$/, '').replaceAll('/', '.');
  const suites = entry.classname.replace(module, '').split('.').filter(Boolean);
  const found = { file: entry.file, name: [...suites, entry.name].join(' > ') };
  if (entry.problem) return { ...found, status: 'failed', error: pythonError(entry.problem, relative) };
  return { ...found, status: entry.skipped ? 'skipped' : 'passed' };
}

/** The lines marked `E` hold the error; `file.py:3: …` are the frames, the innermost last. */
function pythonError(problem: JunitProblem | undefined, relative: (text: string) => string): TestError {
  const text = relative(problem?.text ?? '');
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
