import { diffTrees, overlay, type Change, type TreeEntry } from '../git/trees.js';
import { assertLeased } from '../git/lease.js';
import { holdWork } from '../git/work.js';
import type { Commands, Task } from '../types.js';
import { isSourceFile, isTestFile } from '../verify/files.js';
import { judgeGreen } from '../verify/green.js';
import { proveTestsBite, runTestFiles } from './prove-tests-bite.js';
import { runTests } from '../verify/run-tests.js';
import { judgeSuite } from '../verify/suite.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { kindProblem } from '../verify/kind.js';
import { repositoryOf } from './repository-of.js';
import { tryToShare } from './share-work.js';
import { openWorkspace, type Workspace } from './workspace.js';

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
      const repo = await repositoryOf(deps, input.place);
      const tree = input.merged ? input.tree : await overlay(repo, input.tree, input.sealed);
      const changes = await diffTrees(repo, input.baseTree, tree);
      if (changes.length === 0) return { ok: false, reason: 'nothing was changed' };
      const isTest = (file: string) => isTestFile(file, input.testFiles);
      const isSource = (file: string) => isSourceFile(file, input.testFiles);
      const wrong = kindProblem(input.task, changes, { isTest, isSource, hasTests: !!input.commands.test });
      if (wrong) return { ok: false, reason: wrong };
      const silent = input.merged ? [] : olderTests(input, changes).filter(isTest);
      if (silent.length > 0) return { ok: false, reason: silentReason(silent) };

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
      const last = await open(tree);
      const suite = await judgeAll(input, last, signal);
      if (!suite.ok) return suite;
      assertLeased(last.dir);
      const work = { task: input.task.id, tree, base: input.commit };
      await holdWork(repo, input.place.slug, 'green', work);
      await tryToShare(repo, input.place, 'green', work);
      return { ok: true, tree, passed: own.passed, ...(suite.passed === undefined ? {} : { suite: suite.passed }) };
    });
  };
}

/** Tests that were there before and that red did not name: in a code task they stay as they are. */
function olderTests({ task, sealed }: ProveGreen, changes: Change[]): string[] {
  const named = new Set(sealed.map((entry) => entry.path));
  const older = changes.filter((change) => change.status !== 'added' && !named.has(change.path));
  return task.kind === 'code' ? older.map((change) => change.path) : [];
}

const silentReason = (files: string[]) =>
  `older tests were changed in green; put them back as they were, or use blocked and say why they must change: ${files.join(', ')}`;

/** The test files that a task is judged by: sealed ones of a code task, what a test task changed. */
function ownTests({ task, sealed }: ProveGreen, changed: string[], isTest: (file: string) => boolean): string[] {
  if (task.kind === 'code') return sealed.map((entry) => entry.path).filter(isTest);
  return task.kind === 'test' ? changed.filter(isTest) : [];
}

async function judgeOwn(input: ProveGreen, tests: string[], workspace: Workspace, signal: AbortSignal) {
  if (tests.length === 0) return { ok: true as const, passed: 0 };
  const run = await runTestFiles(input.commands, tests, workspace, signal);
  return judgeGreen({ run, sealed: tests, redTests: input.redTests });
}

/** The whole suite, against what failed before the feature. */
async function judgeAll(
  { commands, failedBefore }: ProveGreen,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<{ ok: true; passed?: number } | { ok: false; reason: string }> {
  if (!commands.test) return { ok: true };
  return judgeSuite({ run: await runTests(commands.test, workspace, { signal }), failedBefore });
}
