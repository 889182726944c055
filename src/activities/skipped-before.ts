import type { Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import type { Commands, TestRun } from '../types.js';
import { testId } from '../verify/failures.js';
import { runTestFiles } from './run-test-files.js';
import type { Workspace } from './workspace.js';

const skippedOf = ({ tests }: Pick<TestRun, 'tests'>) => tests.filter(({ status }) => status === 'skipped');

/** Ids of the tests that were skipped before the task. Only files in which `run` has skipped some are run as they were. */
export async function skippedBefore(
  run: TestRun,
  among: string[],
  { repo, commands, baseTree }: { repo: Repository; commands: Commands; baseTree: string },
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<string[]> {
  const files = among.filter((path) => skippedOf(run).some(({ file }) => file === path));
  if (files.length === 0) return [];
  const there = (await listTree(repo, baseTree, files)).map((entry) => entry.path);
  if (there.length === 0) return [];
  return skippedOf(await runTestFiles(commands, there, await open(baseTree), signal)).map(testId);
}
