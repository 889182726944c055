import { fileAt, type Repository } from '../git/repository.js';
import { diffTrees, overlay, withPathsFrom } from '../git/trees.js';
import { withoutKnown } from '../verify/failures.js';
import { isSourceFile, isTestFile } from '../verify/files.js';
import { languageOf } from '../verify/mutants/language.js';
import { judgeRed } from '../verify/red.js';
import type { Known } from './prove-green.js';
import { runTestFiles } from './run-test-files.js';
import { idleWith, stubEdits } from './stub-edits.js';
import { openTrial, type Edit } from './trial.js';
import type { Workspace } from './workspace.js';

export interface At {
  repo: Repository;
  tree: string;
  open: (tree: string) => Promise<Workspace>;
}

/**
 * Tests of a `test` task have to fail when what they test is taken away: the non-test files of one blocker's commit at
 * a time are put as they were before it; without a blocker, the sources that the task names are removed. As loading
 * nothing fails then, too, they also have to fail where each function of these files returns at once.
 */
export async function proveTestsBite(
  input: Known,
  tests: string[],
  { repo, tree, open }: At,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isTest = (file: string) => isTestFile(file, input.testFiles);
  const reasons: string[] = [];
  for (const without of await absences(input, tree, repo, isTest)) {
    const run = await runTestFiles(input.commands, tests, await open(without.tree), signal);
    const planned = { plannedFiles: without.files, isTestFile: isTest, existing: () => false };
    const verdict = judgeRed({ run, newTests: tests, failedBefore: input.failedBefore, ...planned });
    if (verdict.ok) return idleWithStubs(input, tests, without.sources, { repo, tree, open }, signal);
    reasons.push(`without ${without.what}: ${verdict.reason}`);
  }
  return reasons.length > 0
    ? `the tests don't fail when what they test is taken away. ${reasons.join(' ')}`
    : 'a test task without a blocker has to name the source it tests in its files';
}

async function idleWithStubs(
  { commands, failedBefore }: Known,
  tests: string[],
  sources: string[],
  { repo, tree, open }: At,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stubs = (await Promise.all(sources.map((file) => stubsOf(repo, tree, file)))).flat();
  if (stubs.length === 0) return undefined;
  const trial = await openTrial(() => open(tree), signal);
  const run = async (workspace: Workspace) =>
    withoutKnown(await runTestFiles(commands, tests, workspace, signal), failedBefore);
  return idleWith(stubs, (edits) => trial(edits, run));
}

async function stubsOf(repo: Repository, tree: string, file: string): Promise<Edit[]> {
  const language = languageOf(file);
  const was = language && (await fileAt(repo, tree, file));
  return was ? stubEdits(file, was, language, new Set(was.split('\n').map((_, line) => line + 1))) : [];
}

async function absences(input: Known, tree: string, repo: Repository, isTest: (file: string) => boolean) {
  if (input.blockers.length === 0) {
    const sources = input.task.files.filter((file) => isSourceFile(file, input.testFiles));
    if (sources.length === 0) return [];
    return [{ what: sources.join(', '), sources, files: sources, tree: await overlay(repo, tree, [], sources) }];
  }
  return Promise.all(
    input.blockers.map(async ({ task, commit, files }) => {
      const touched = (await diffTrees(repo, `${commit}^`, commit)).map((change) => change.path);
      const sources = touched.filter((file) => !isTest(file));
      return { what: task, sources, files, tree: await withPathsFrom(repo, tree, `${commit}^`, sources) };
    }),
  );
}
