import { diffTrees, overlay, type TreeEntry } from '../git/trees.js';
import { assertLeased } from '../git/lease.js';
import type { Repository } from '../git/repository.js';
import { holdWork } from '../git/work.js';
import { cap } from '../agent/tools/output.js';
import { shortList } from '../lists.js';
import type { Commands, Ids, Mutants, Task } from '../types.js';
import { isTestFile } from '../verify/files.js';
import { judgeAll, judgeOwn } from './judge-tests.js';
import { proveTestsBite } from './prove-tests-bite.js';
import { changeProblem } from './change-problem.js';
import type { Dependencies, Place } from './dependencies.js';
import { MAX_REASON, readIds } from './ids.js';
import { repositoryOf } from './repository-of.js';
import { tryToShare } from './share-work.js';
import { weighTests } from './weigh-tests.js';
import { proving, type Refused } from './set-up-refused.js';
import { openWorkspace } from './workspace.js';

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
  /** The tree is what an agent made of the merge of `commit` with this commit of the work. */
  work?: string;
  /** "file > name" of each test that red saw run. */
  redTests: Ids;
  blockers: Blocker[];
  /** The task brings the command that runs tests: a first one has to pass by it. */
  bringsTests?: boolean;
  /** How many mutants the tests are tried on, where the repository states it. */
  mutants?: number;
  /** Nothing is kept: it is only to be seen what a submit would come to. */
  trial?: boolean;
  commands: Commands;
  testFiles: string[];
  failedBefore: Ids;
}

/** With the ids that git may have kept. */
export type Known = Omit<ProveGreen, 'failedBefore' | 'redTests'> & { failedBefore: string[]; redTests: string[] };

export type GreenProof =
  | {
      ok: true;
      /** The very tree that may be committed: the judged one, with the sealed files put back. */
      tree: string;
      passed: number;
      suite?: number;
      /** Tests of the suite that fail now and then. */
      flaky?: string[];
      mutants?: Mutants;
      /** What a person should look at in the code. */
      doubts?: string[];
    }
  | Refused;

/** Judges the tree that would be committed, in a worktree that the agent can't write to. */
export function proveGreenActivity(deps: Dependencies) {
  return async function proveGreen(input: ProveGreen): Promise<GreenProof> {
    return proving(async (signal): Promise<GreenProof> => {
      const proof = await prove(deps, input, signal);
      return proof.ok ? proof : { ...proof, reason: cap(proof.reason, MAX_REASON) };
    });
  };
}

async function prove(deps: Dependencies, input: ProveGreen, signal: AbortSignal): Promise<GreenProof> {
  const repo = await repositoryOf(deps, input.place);
  const tree = input.merged ? input.tree : await overlay(repo, input.tree, input.sealed);
  const changes = await diffTrees(repo, input.baseTree, tree);
  const wrong = await changeProblem(input, repo, tree, changes);
  if (wrong) return { ok: false, reason: wrong };
  let dir: string | undefined;
  const open = async (of: string) => {
    const at = { name: `${input.task.id}.check`, commit: input.commit, tree: of };
    const workspace = await openWorkspace(deps, input.place, at, signal);
    dir = workspace.dir;
    return workspace;
  };
  const [failedBefore = [], redTests = []] = await Promise.all(
    [input.failedBefore, input.redTests].map((ids) => readIds(repo, ids)),
  );
  const known = { ...input, failedBefore, redTests };
  const tests = ownTests(
    known,
    changes.filter((change) => change.status !== 'deleted').map((c) => c.path),
    (file) => isTestFile(file, input.testFiles),
  );
  const own = await judgeOwn(known, { repo, tree, tests, open }, signal);
  if (!own.ok) return own;
  if (input.task.kind === 'test') {
    const idle = await proveTestsBite(known, tests, { repo, tree, open }, signal);
    if (idle) return { ok: false, reason: idle };
  }
  const code = input.task.kind === 'code' && !input.merged;
  const about = { repo, tree, tests, changes, open: () => open(tree) };
  const { idle, ...weighed } = code ? await weighTests(known, about, signal) : {};
  if (idle) return { ok: false, reason: idle };
  const suite = own.suite ?? (await judgeAll(known, tree, open, signal));
  if (!suite.ok) return suite;
  assertLeased(dir!);
  if (!input.trial) await holdProven(repo, input, tree);
  const { passed, flaky = [] } = suite;
  const whole = passed === undefined ? {} : { suite: passed };
  return {
    ok: true,
    tree,
    passed: own.passed,
    ...whole,
    ...(flaky.length > 0 ? { flaky: shortList(flaky) } : {}),
    ...weighed,
  };
}

async function holdProven(repo: Repository, { place, task, commit }: ProveGreen, tree: string): Promise<void> {
  const work = { task: task.id, tree, base: commit };
  await holdWork(repo, place.slug, 'green', work);
  await tryToShare(repo, place, 'green', work);
}

/**
 * The test files that a task is judged by: of a code task the sealed ones that red saw tests in, as its fixtures and
 * helpers are sealed too; what a test task changed.
 */
function ownTests({ task, sealed, redTests }: Known, changed: string[], isTest: (file: string) => boolean): string[] {
  const seen = (file: string) => redTests.some((id) => id === file || id.startsWith(`${file} > `));
  if (task.kind === 'code') return sealed.map((entry) => entry.path).filter((file) => isTest(file) && seen(file));
  return task.kind === 'test' ? changed.filter(isTest) : [];
}
