import type { Task } from '../types.js';

type Changed = { path: string; status: 'added' | 'modified' | 'deleted' };

/** Kinds without a red stage are no way round it: what each may change. The problem as a sentence, or undefined. */
export function kindProblem(
  task: Pick<Task, 'kind'>,
  changes: Changed[],
  isTest: (file: string) => boolean,
  isSource: (file: string) => boolean,
): string | undefined {
  const paths = changes.map((change) => change.path);
  if (task.kind === 'refactor') {
    const tests = paths.filter(isTest);
    return tests.length > 0 ? `a refactor changes no test, but this one changes ${tests.join(', ')}` : undefined;
  }
  if (task.kind === 'code') return undefined;
  const sources = paths.filter(isSource);
  if (sources.length > 0) {
    return `a ${task.kind} task may not change source files, but this one changes ${sources.join(', ')}`;
  }
  if (task.kind === 'test') return paths.some(isTest) ? undefined : 'a test task has to add or change tests';
  const tests = paths.filter(isTest);
  return tests.length > 0
    ? `a ${task.kind} task may not change tests, but this one changes ${tests.join(', ')}`
    : undefined;
}
