import type { Task } from '../types.js';
import { listed } from './failures.js';

type Changed = { path: string; status: 'added' | 'modified' | 'deleted' };

interface Repository {
  isTest: (file: string) => boolean;
  isSource: (file: string) => boolean;
  /** It has a command that runs its tests. */
  hasTests: boolean;
  /** The task brings that command, and a first test. */
  bringsTests?: boolean | undefined;
}

/** Kinds without a red stage are no way round it: what each may change. The problem as a sentence, or undefined. */
export function kindProblem(
  task: Pick<Task, 'kind' | 'files'>,
  changes: Changed[],
  { isTest, isSource, hasTests, bringsTests }: Repository,
): string | undefined {
  const paths = changes.map((change) => change.path);
  if (task.kind === 'refactor') {
    if (!hasTests)
      return 'a refactor needs tests that pass before and after, and the repository has no command for them';
    const tests = paths.filter(isTest);
    return tests.length > 0 ? `a refactor changes no test, but this one changes ${listed(tests)}` : undefined;
  }
  if (task.kind === 'code') return undefined;
  const sources = paths.filter(isSource);
  if (sources.length > 0) {
    return `a ${task.kind} task may not change source files, but this one changes ${listed(sources)}`;
  }
  if (task.kind === 'test') {
    const written = changes.some((change) => change.status !== 'deleted' && isTest(change.path));
    if (!written) return 'a test task has to add or change tests';
    const older = changes.filter((change) => change.status !== 'added' && !task.files.includes(change.path));
    const silent = older.map((change) => change.path).filter(isTest);
    return silent.length > 0
      ? `a test task changes older tests only where the plan names them, but this one changes ${listed(silent)}`
      : undefined;
  }
  const tests = bringsTests ? [] : paths.filter(isTest);
  return tests.length > 0
    ? `a ${task.kind} task may not change tests, but this one changes ${listed(tests)}`
    : undefined;
}
