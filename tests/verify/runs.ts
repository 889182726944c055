import type { TestError, TestRun } from '../../src/types.js';

/** A run as a report gives it: statuses or errors by "file > name", errors of files that didn't load by path. */
export function testRun(
  tests: Record<string, 'passed' | 'skipped' | TestError>,
  unloaded: Record<string, TestError> = {},
  more: Partial<TestRun> = {},
): TestRun {
  const cases = Object.entries(tests).map(([id, result]) => {
    const [file = '', ...name] = id.split(' > ');
    const base = { file, name: name.join(' > ') };
    if (typeof result === 'string') return { ...base, status: result };
    return { ...base, status: 'failed' as const, error: result };
  });
  const loadErrors = Object.entries(unloaded).map(([file, error]) => ({ file, error }));
  return { tests: cases, loadErrors, exitCode: 1, timedOut: false, output: '', ...more };
}

export function thrown(name: string, message: string, ...frames: string[]): TestError {
  return { name, message, stack: [`${name}: ${message}`, ...frames.map((frame) => `    at f (${frame})`)].join('\n') };
}
