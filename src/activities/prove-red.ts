import { posix } from 'node:path';
import { fileAt, type Repository } from '../git/repository.js';
import { type Change, diffTrees, goneEntry, listTree, type TreeEntry } from '../git/trees.js';
import { cap } from '../agent/tools/output.js';
import { testReport } from '../agent/tools/test-report.js';
import { assertLeased } from '../git/lease.js';
import { taskRefs } from '../git/names.js';
import { holdWork } from '../git/work.js';
import type { Commands, Ids, Red, Task } from '../types.js';
import { testId } from '../verify/failures.js';
import { isTestFile } from '../verify/files.js';
import { judgeRed } from '../verify/red.js';
import { relativePaths } from '../verify/relative-paths.js';
import { runTests } from '../verify/run-tests.js';
import type { Dependencies, Place } from './dependencies.js';
import { keepIds, MAX_REASON, readIds } from './ids.js';
import { judgeOlder } from './older-tests.js';
import { redProblem } from './red-changes.js';
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
      /** The new and changed test files, as they were proven; those that were taken out have the mode 0. */
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
      const wrong = await redProblem(repo, changes, input);
      if (wrong) return no(wrong);
      const workspace = await open(input.tree);

      const files = input.red.tests.map((file) => posix.normalize(file));
      const ran = await runTests(command, workspace, { signal, ...(input.commands.testFile ? { files } : {}) });
      const run = { ...ran, output: relativePaths(workspace.dir)(ran.output) };
      const before = new Set((await listTree(repo, input.baseTree)).map((entry) => entry.path));
      const skipped = await skippedBefore(run, files, { ...input, repo }, open, signal);
      const failedBefore = await readIds(repo, input.failedBefore);
      const texts = await textsNear(repo, input.tree, files);
      const verdict = judgeRed({
        run,
        skippedBefore: skipped,
        failedBefore,
        newTests: files,
        plannedFiles: input.task.files,
        isTestFile: (file) => isTestFile(file, input.testFiles),
        existing: (file) => before.has(file),
        textOf: (file) => texts.get(file),
      });
      if (!verdict.ok) return no(verdict.reason);

      const older = await judgeOlder({ ...input, failedBefore }, workspace, changes, open, signal);
      if (older.problem) return no(older.problem);
      assertLeased(workspace.dir);
      const work = { task: input.task.id, tree: input.tree, base: input.commit };
      await holdWork(repo, input.place.slug, 'red', work);
      await tryToShare(repo, input.place, 'red', work);
      const reported = run.tests.filter((test) => files.includes(test.file)).map(testId);
      const keep = (name: string, ids: string[]) =>
        keepIds(repo, input.place, `${taskRefs(input.place.slug, input.task.id)}${name}`, ids);
      return {
        ok: true,
        sealed: await sealing(repo, input.tree, changes),
        tests: await keep('tests', [...new Set([...reported, ...older.ids, ...verdict.failing])]),
        failing: await keep('failing', verdict.failing),
        failure: cap(testReport(run)),
      };
    });
  };
}

/** Deleted files are sealed as well: put back, they would be a change that nobody named. */
async function sealing(repo: Repository, tree: string, changes: Change[]): Promise<TreeEntry[]> {
  const deleted = changes.filter((change) => change.status === 'deleted').map((change) => change.path);
  const kept = changes.filter((change) => change.status !== 'deleted').map((change) => change.path);
  const there = kept.length > 0 ? await listTree(repo, tree, kept) : [];
  return [...there, ...deleted.map((file) => goneEntry(tree, file))];
}

/** What compilers' words are read by: the new tests, and the manifests of modules above them. */
async function textsNear(repo: Repository, tree: string, files: string[]): Promise<Map<string, string | undefined>> {
  const above = files.flatMap((file) =>
    file.split('/').map((_, at, parts) => [...parts.slice(0, at), 'go.mod'].join('/')),
  );
  const near = files.some((file) => file.endsWith('.go')) ? above : [];
  const read = [...new Set([...files, ...near])].map(async (file) => [file, await fileAt(repo, tree, file)] as const);
  return new Map(await Promise.all(read));
}
