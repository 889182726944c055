import { listTree, type TreeEntry } from '../git/trees.js';
import { fileAt, type Repository } from '../git/repository.js';
import { cap } from '../agent/tools/output.js';
import type { Commands, Ids, Red, Task, TestRun } from '../types.js';
import { isTestFile } from '../verify/files.js';
import { judgeRed } from '../verify/red.js';
import { relativePaths } from '../verify/relative-paths.js';
import { runTests } from '../verify/run-tests.js';
import type { Dependencies, Place } from './dependencies.js';
import { MAX_REASON, readIds } from './ids.js';
import { judgeOlder } from './older-tests.js';
import { amendProblem, redProblem, sketchText, testsIn, withPlainPaths } from './red-changes.js';
import { repositoryOf } from './repository-of.js';
import { seal } from './seal-red.js';
import { tryToShare } from './share-work.js';
import { skippedBefore } from './skipped-before.js';
import { freeIf, proving, type Refused } from './set-up-refused.js';
import { openWorkspace } from './workspace.js';

export interface ProveRed {
  place: Place;
  task: Task;
  red: Red;
  /** The commit that the task stands on, its tree, and the tree that was submitted: the tests, and a sketch of the code. */
  commit: string;
  baseTree: string;
  tree: string;
  /** Tests that were sealed before, and the tree that has them so: they are amended. */
  amends?: { tree: string; files: string[] };
  /** Nothing is sealed: it is only to be seen what a submit would come to. */
  trial?: boolean;
  commands: Commands;
  testFiles: string[];
  failedBefore: Ids;
}

export type RedProof =
  | {
      ok: true;
      /** The base with the tests, and without the sketch. In earlier builds there was none. */
      tree?: string;
      /** The new and changed test files, as they were proven; those that were taken out have the mode 0. */
      sealed: TreeEntry[];
      /** "file > name" of each test that ran in them, and the paths of those that could not be loaded. */
      tests: Ids;
      failing: Ids;
      /** What the run showed, for the one who implements. */
      failure: string;
    }
  | Refused;

const no = (reason: string) => ({ ok: false as const, reason: cap(reason, MAX_REASON) });

/**
 * Proves that the new tests fail, for the right reason, in a worktree that the agent can't write to. It holds the base
 * and what belongs to the tests: code that the agent tried them on isn't there.
 */
export function proveRedActivity(deps: Dependencies) {
  return async function proveRed(input: ProveRed): Promise<RedProof> {
    return proving(async (signal): Promise<RedProof> => {
      const { commands, place, task, commit } = input;
      const command = commands.testFile ?? commands.test;
      if (!command) return no('the repository has no command that runs tests; use blocked');
      const open = (tree: string) => openWorkspace(deps, place, { name: `${task.id}.check`, commit, tree }, signal);
      const repo = await repositoryOf(deps, place);
      const { tree, changes, sketch } = await testsIn(repo, input);
      const at = { ...input, tree, red: withPlainPaths(input.red) };
      const wrong = (await redProblem(repo, changes, at)) ?? (await amendProblem(repo, at));
      if (wrong) return no(wrong);
      const workspace = await open(tree);

      const files = at.red.tests;
      const ran = await runTests(command, workspace, { signal, ...(commands.testFile ? { files } : {}) });
      const run = { ...ran, output: relativePaths(workspace.dir)(ran.output) };
      const known = {
        skippedBefore: await skippedBefore(run, files, { ...input, repo }, open, signal),
        failedBefore: await readIds(repo, input.failedBefore),
      };
      const verdict = await judge(at, run, repo, known);
      if (!verdict.ok) return { ...no(`${verdict.reason}${sketchText(sketch)}`), ...freeIf(run) };

      const older = await judgeOlder({ ...at, ...known }, workspace, changes, open, signal);
      if (older.problem) return no(`${older.problem}${sketchText(sketch)}`);
      if (input.trial) return { ok: true, sealed: [], tests: [], failing: [], failure: '' };
      await tryToShare(repo, place, 'work', { task: task.id, tree: input.tree, base: commit });
      return seal(at, workspace, { run, changes, failing: verdict.failing, older: older.ids });
    });
  };
}

async function judge(
  { red, task, tree, baseTree, testFiles }: ProveRed,
  run: TestRun,
  repo: Repository,
  known: { skippedBefore: string[]; failedBefore: string[] },
) {
  const before = new Set((await listTree(repo, baseTree)).map((entry) => entry.path));
  const texts = await textsNear(repo, tree, red.tests);
  return judgeRed({
    run,
    ...known,
    newTests: red.tests,
    plannedFiles: task.files,
    isTestFile: (file) => isTestFile(file, testFiles),
    existing: (file) => before.has(file),
    textOf: (file) => texts.get(file),
  });
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
