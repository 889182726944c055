import { diffTrees, listTree, type Change, type TreeEntry } from '../git/trees.js';
import { cap } from '../agent/tools/output.js';
import { testReport } from '../agent/tools/test-report.js';
import { assertLeased } from '../git/lease.js';
import { taskRefs } from '../git/names.js';
import { holdWork } from '../git/work.js';
import type { Commands, Ids, Red, Task } from '../types.js';
import { listed, testId } from '../verify/failures.js';
import { isTestFile } from '../verify/files.js';
import { judgeRed } from '../verify/red.js';
import { runTests } from '../verify/run-tests.js';
import type { Dependencies, Place } from './dependencies.js';
import { keepIds, MAX_REASON, readIds } from './ids.js';
import { olderTestsProblem } from './older-tests.js';
import { repositoryOf } from './repository-of.js';
import { tryToShare } from './share-work.js';
import { skippedBefore } from './skipped-before.js';
import { proving } from './set-up-refused.js';
import { openWorkspace } from './workspace.js';

export interface ProveRed {
  place: Place;
  task: Task;
  red: Red;
  /** The commit that the task stands on, its tree, and the tree with the new tests. */
  commit: string;
  baseTree: string;
  tree: string;
  commands: Commands;
  testFiles: string[];
  failedBefore: Ids;
}

export type RedProof =
  | {
      ok: true;
      /** The new and changed test files, as they were proven. */
      sealed: TreeEntry[];
      /** "file > name" of each test that ran in them, and the paths of those that could not be loaded. */
      tests: Ids;
      failing: Ids;
      /** What the run showed, for the one who implements. */
      failure: string;
    }
  | { ok: false; reason: string };

const no = (reason: string) => ({ ok: false as const, reason: cap(reason, MAX_REASON) });

/** Proves that the new tests fail, for the right reason, in a worktree that the agent can't write to. */
export function proveRedActivity(deps: Dependencies) {
  return async function proveRed(input: ProveRed): Promise<RedProof> {
    return proving(async (signal): Promise<RedProof> => {
      const command = input.commands.testFile ?? input.commands.test;
      if (!command) return no('the repository has no command that runs tests; use blocked');
      const open = (tree: string) =>
        openWorkspace(deps, input.place, { name: `${input.task.id}.check`, commit: input.commit, tree }, signal);
      const repo = await repositoryOf(deps, input.place);
      const changes = await diffTrees(repo, input.baseTree, input.tree);
      const wrong = changeProblem(changes, input);
      if (wrong) return no(wrong);
      const workspace = await open(input.tree);

      const files = input.red.tests;
      const run = await runTests(command, workspace, { signal, ...(input.commands.testFile ? { files } : {}) });
      const before = new Set((await listTree(repo, input.baseTree)).map((entry) => entry.path));
      const skipped = await skippedBefore(run, files, { ...input, repo }, open, signal);
      const verdict = judgeRed({
        run,
        skippedBefore: skipped,
        newTests: files,
        plannedFiles: input.task.files,
        isTestFile: (file) => isTestFile(file, input.testFiles),
        existing: (file) => before.has(file),
      });
      if (!verdict.ok) return no(verdict.reason);

      const failedBefore = await readIds(repo, input.failedBefore);
      const older = await olderTestsProblem({ ...input, failedBefore }, workspace, changes, open, signal);
      if (older) return no(older);
      assertLeased(workspace.dir);
      const work = { task: input.task.id, tree: input.tree, base: input.commit };
      await holdWork(repo, input.place.slug, 'red', work);
      await tryToShare(repo, input.place, 'red', work);
      const sealedPaths = changes.map((change) => change.path);
      const ran = run.tests.filter((test) => files.includes(test.file)).map(testId);
      const keep = (name: string, ids: string[]) =>
        keepIds(repo, input.place, `${taskRefs(input.place.slug, input.task.id)}${name}`, ids);
      return {
        ok: true,
        sealed: await listTree(repo, input.tree, sealedPaths),
        tests: await keep('tests', [...new Set([...ran, ...verdict.failing])]),
        failing: await keep('failing', verdict.failing),
        failure: cap(testReport(run)),
      };
    });
  };
}

/** Of all sealed files, in each payload that names them; and what an entry has beside its path. */
const MAX_SEALED = 32 * 1024;
const ENTRY_BYTES = 80;

/** In red only test files change, and older ones only where `submit` names them. */
function changeProblem(changes: Change[], { red, testFiles, task }: ProveRed): string | undefined {
  const bytes = changes.reduce((sum, change) => sum + Buffer.byteLength(change.path) + ENTRY_BYTES, 0);
  if (bytes > MAX_SEALED) {
    return `${changes.length} files are too many to be sealed one by one: keep what the tests compare with in few files, or have the tests make it`;
  }
  const others = changes.map((change) => change.path).filter((file) => !isTestFile(file, testFiles));
  if (others.length > 0) {
    return `in the red stage only test files may change; put these back as they were: ${listed(others)}`;
  }
  const named = (red.changedTests ?? []).map((changed) => changed.file);
  const silent = changes.filter((change) => change.status !== 'added' && !named.includes(change.path));
  if (silent.length > 0) {
    return `older tests were changed without a word: name them with the reason in changedTests, or put them back: ${listed(silent.map((change) => change.path))}`;
  }
  const there = new Set(changes.filter((change) => change.status !== 'deleted').map((change) => change.path));
  const missing = red.tests.filter((file) => !there.has(file));
  if (missing.length > 0)
    return `submit names test files that ${task.id} neither added nor changed: ${listed(missing)}`;
  return undefined;
}
