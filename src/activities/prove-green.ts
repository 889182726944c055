import { diffTrees, overlay, withPathsFrom, type TreeEntry } from '../git/trees.js';
import type { Commands, Task, TestRun } from '../types.js';
import { isSourceFile, isTestFile } from '../verify/files.js';
import { judgeGreen } from '../verify/green.js';
import { judgeRed } from '../verify/red.js';
import { runTests } from '../verify/run-tests.js';
import { judgeSuite } from '../verify/suite.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { kindProblem } from '../verify/kind.js';
import { openWorkspace, type Workspace } from './workspace.js';
import { openRepository } from '../git/repository.js';

/** What a landed task was, for the proof of a `test` task that it blocks. */
export interface Blocker {
  task: string;
  files: string[];
  commit: string;
}

export interface ProveGreen {
  place: Place;
  task: Task;
  /** The commit that the task stands on, its tree, and the tree to judge. */
  commit: string;
  baseTree: string;
  tree: string;
  sealed: TreeEntry[];
  /** The tree is a merge with what landed meanwhile: the sealed files are as merged, not put back. */
  merged?: boolean;
  /** "file > name" of each test that red saw run. */
  redTests: string[];
  blockers: Blocker[];
  commands: Commands;
  testFiles: string[];
  failedBefore: string[];
}

export type GreenProof =
  | {
      ok: true;
      /** The very tree that may be committed: the judged one, with the sealed files put back. */
      tree: string;
      passed: number;
      suite?: number;
    }
  | { ok: false; reason: string };

/** Judges the tree that would be committed, in a worktree that the agent can't write to. */
export function proveGreenActivity(deps: Dependencies) {
  return async function proveGreen(input: ProveGreen): Promise<GreenProof> {
    return alive(async (signal) => {
      const repo = await openRepository(input.place.repo);
      const tree = input.merged ? input.tree : await overlay(repo, input.tree, input.sealed);
      const changes = await diffTrees(repo, input.baseTree, tree);
      if (changes.length === 0) return { ok: false, reason: 'nothing was changed' };
      const isTest = (file: string) => isTestFile(file, input.testFiles);
      const isSource = (file: string) => isSourceFile(file, input.testFiles);
      const wrong = kindProblem(input.task, changes, { isTest, isSource, hasTests: !!input.commands.test });
      if (wrong) return { ok: false, reason: wrong };

      const open = (of: string) =>
        openWorkspace(deps, input.place, { name: `${input.task.id}.check`, commit: input.commit, tree: of }, signal);
      const tests = ownTests(
        input,
        changes.filter((change) => change.status !== 'deleted').map((c) => c.path),
        isTest,
      );
      const own = await judgeOwn(input, tests, await open(tree), signal);
      if (!own.ok) return own;
      if (input.task.kind === 'test') {
        const idle = await proveTestsBite(input, tests, tree, open, signal);
        if (idle) return { ok: false, reason: idle };
      }
      const suite = await judgeAll(input, await open(tree), signal);
      if (!suite.ok) return suite;
      return { ok: true, tree, passed: own.passed, ...(suite.passed === undefined ? {} : { suite: suite.passed }) };
    });
  };
}

/** The test files that a task is judged by: sealed ones of a code task, what a test task changed. */
function ownTests({ task, sealed }: ProveGreen, changed: string[], isTest: (file: string) => boolean): string[] {
  if (task.kind === 'code') return sealed.map((entry) => entry.path).filter(isTest);
  return task.kind === 'test' ? changed.filter(isTest) : [];
}

async function judgeOwn(input: ProveGreen, tests: string[], workspace: Workspace, signal: AbortSignal) {
  if (tests.length === 0) return { ok: true as const, passed: 0 };
  const run = await runOwn(input.commands, tests, workspace, signal);
  return judgeGreen({ run, sealed: tests, redTests: input.redTests });
}

/** The whole suite, against what failed before the feature. */
async function judgeAll(
  { commands, failedBefore }: ProveGreen,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<{ ok: true; passed?: number } | { ok: false; reason: string }> {
  if (!commands.test) return { ok: true };
  return judgeSuite({ run: await runTests(commands.test.command, workspace, { signal }), failedBefore });
}

function runOwn(commands: Commands, files: string[], workspace: Workspace, signal: AbortSignal): Promise<TestRun> {
  const command = commands.testFile?.command;
  return command
    ? runTests(command, workspace, { files, signal })
    : runTests(commands.test?.command ?? 'false', workspace, { signal });
}

/**
 * Tests of a `test` task have to fail when what they test is taken away: the non-test files of one blocker's commit at
 * a time are put as they were before it; without a blocker, the sources that the task names are removed.
 */
async function proveTestsBite(
  input: ProveGreen,
  tests: string[],
  tree: string,
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isTest = (file: string) => isTestFile(file, input.testFiles);
  const { repo } = await open(tree);
  const reasons: string[] = [];
  for (const without of await absences(input, tree, repo, isTest)) {
    const run = await runOwn(input.commands, tests, await open(without.tree), signal);
    const planned = { plannedFiles: without.files, isTestFile: isTest, existing: () => false };
    const verdict = judgeRed({ run, newTests: tests, ...planned });
    if (verdict.ok) return undefined;
    reasons.push(`without ${without.what}: ${verdict.reason}`);
  }
  return reasons.length > 0
    ? `the tests don't fail when what they test is taken away. ${reasons.join(' ')}`
    : 'a test task without a blocker has to name the source it tests in its files';
}

async function absences(input: ProveGreen, tree: string, repo: Workspace['repo'], isTest: (file: string) => boolean) {
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
