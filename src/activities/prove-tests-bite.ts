import type { Repository } from '../git/repository.js';
import { diffTrees, overlay, withPathsFrom } from '../git/trees.js';
import type { Commands, TestRun } from '../types.js';
import { isSourceFile, isTestFile } from '../verify/files.js';
import { judgeRed } from '../verify/red.js';
import { runTests } from '../verify/run-tests.js';
import type { ProveGreen } from './prove-green.js';
import type { Workspace } from './workspace.js';

/** In place of a command that there is none of. */
export const NONE = { command: 'false' };

/** Runs these test files, or the whole suite where the repository can't run single ones. */
export function runTestFiles(
  commands: Commands,
  files: string[],
  workspace: Workspace,
  signal: AbortSignal,
  timeoutMs?: number,
): Promise<TestRun> {
  const command = commands.testFile;
  const limits = { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  return command
    ? runTests(command, workspace, { files, ...limits })
    : runTests(commands.test ?? NONE, workspace, limits);
}

/**
 * Tests of a `test` task have to fail when what they test is taken away: the non-test files of one blocker's commit at
 * a time are put as they were before it; without a blocker, the sources that the task names are removed.
 */
export async function proveTestsBite(
  input: ProveGreen,
  tests: string[],
  { repo, tree, open }: { repo: Repository; tree: string; open: (tree: string) => Promise<Workspace> },
  signal: AbortSignal,
): Promise<string | undefined> {
  const isTest = (file: string) => isTestFile(file, input.testFiles);
  const reasons: string[] = [];
  for (const without of await absences(input, tree, repo, isTest)) {
    const run = await runTestFiles(input.commands, tests, await open(without.tree), signal);
    const planned = { plannedFiles: without.files, isTestFile: isTest, existing: () => false };
    const verdict = judgeRed({ run, newTests: tests, ...planned });
    if (verdict.ok) return undefined;
    reasons.push(`without ${without.what}: ${verdict.reason}`);
  }
  return reasons.length > 0
    ? `the tests don't fail when what they test is taken away. ${reasons.join(' ')}`
    : 'a test task without a blocker has to name the source it tests in its files';
}

async function absences(input: ProveGreen, tree: string, repo: Repository, isTest: (file: string) => boolean) {
  if (input.blockers.length === 0) {
    const sources = input.task.files.filter((file) => isSourceFile(file, input.testFiles));
    if (sources.length === 0) return [];
    return [{ what: sources.join(', '), files: sources, tree: await overlay(repo, tree, [], sources) }];
  }
  return Promise.all(
    input.blockers.map(async ({ task, commit, files }) => {
      const touched = (await diffTrees(repo, `${commit}^`, commit)).map((change) => change.path);
      const sources = touched.filter((file) => !isTest(file));
      return { what: task, files, tree: await withPathsFrom(repo, tree, `${commit}^`, sources) };
    }),
  );
}
