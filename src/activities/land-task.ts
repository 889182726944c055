import { authorOf } from '../git/identity.js';
import { commitMessage, writeCommit } from '../git/commit.js';
import { mergeTrees } from '../git/land.js';
import { branchRef, taskRefs } from '../git/names.js';
import { writeWork } from '../git/work.js';
import { keepProof } from '../git/record.js';
import { checkedOutAt, deleteRef, refsUnder } from '../git/refs.js';
import { hasObject, treeOf, type Identity } from '../git/repository.js';
import { commitOfStep } from '../git/tip.js';
import { removeWorktrees } from '../git/leavings.js';
import { advance, fetchFeature, shareRecord } from '../git/share.js';
import { listTree, type TreeEntry } from '../git/trees.js';
import { shortList } from '../lists.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf, repositoryOf } from './repository-of.js';

export interface PrepareLanding {
  place: Place;
  task: string;
  /** The commit that the feature began at, and the last one that we know on the branch. */
  base: string;
  known: string;
  /** The commit that the task stood on, and the tree that was proven green on it. */
  taskBase: string;
  tree: string;
  /** Paths of its sealed tests. */
  sealed?: string[];
  /** The date that its commit has. A landing that was tried by an earlier version has none. */
  date?: string;
}

/** Finished work on the branch as it is now: where its agent can go on, if it does not stand there as it is. */
export interface Merged {
  tip: string;
  tipTree: string;
  /** With marks where the two conflict. */
  tree: string;
  /** A commit of the work as it was finished. */
  work: string;
  /** The sealed tests, as merged. */
  sealed: TreeEntry[];
}

export type Landing =
  | { is: 'landed'; commit: string; tip: string }
  | { is: 'held'; checkedOut: string }
  | { is: 'conflict'; files: string[]; tip: string; merged?: Merged }
  /** The host that had the proven tree is gone, and took it along. */
  | { is: 'lost'; tip: string }
  | { is: 'ready'; tip: string; tipTree: string; tree: string; merged?: Merged };

export interface LandTask {
  place: Place;
  task: string;
  tip: string;
  tree: string;
  author?: Identity;
  /** ISO 8601, from workflow time. */
  date: string;
  subject: string;
  body: string;
}

const stepOf = (slug: string, task: string) => `${slug}/${task}/land`;

/** Reads the branch as it is now, and what the task's work is on top of it. Nothing is moved. */
export function prepareLandingActivity(deps: Dependencies) {
  return async function prepareLanding(input: PrepareLanding): Promise<Landing> {
    return alive(async () => {
      const { slug, remote } = input.place;
      const making = { step: stepOf(slug, input.task), ...(input.date ? { date: input.date } : {}) };
      const { repo, tip } = await branchOf(deps, input.place, input.known, making);
      const commit = await commitOfStep(repo, slug, { base: input.base, tip }, making);
      if (commit) return { is: 'landed', commit, tip };
      const checkedOut = await checkedOutAt(repo, branchRef(slug));
      if (checkedOut) return { is: 'held', checkedOut };
      if (remote && !(await hasObject(repo, 'tree', input.tree))) await fetchFeature(repo, slug, remote);
      if (!(await hasObject(repo, 'tree', input.tree))) return { is: 'lost', tip };
      const work = await writeWork(repo, { task: input.task, tree: input.tree, base: input.taskBase });
      const merge = await mergeTrees(repo, tip, work, input.taskBase);
      const { tree } = merge;
      const tipTree = await treeOf(repo, tip);
      const { sealed: paths } = input;
      const sealed = paths && paths.length > 0 ? await listTree(repo, tree, paths) : [];
      const merged = paths ? { merged: { tip, tipTree, tree, work, sealed } } : {};
      if (!('conflicts' in merge)) return { is: 'ready', tip, tipTree, tree, ...merged };
      const files = merge.conflicts;
      const conflict = { is: 'conflict', files: shortList(files), tip } as const;
      return canBeMended(files, paths) ? { ...conflict, ...merged } : conflict;
    });
  };
}

/** With more files in conflict than this, two tasks did the same, or one changed everything. */
const MAX_CONFLICTS = 50;

/** Sealed tests that conflict are no judge of the work: both have to be written anew. */
const canBeMended = (files: string[], sealed: string[] = []) =>
  files.length <= MAX_CONFLICTS && !files.some((file) => sealed.includes(file));

/** Puts the task's one commit on the tip; `moved` when the branch stands elsewhere by now. */
export function landTaskActivity(deps: Dependencies) {
  return async function landTask(input: LandTask): Promise<{ commit: string } | { moved: true }> {
    return alive(async () => {
      const { slug, remote } = input.place;
      const repo = await repositoryOf(deps, input.place);
      const message = commitMessage({
        subject: input.subject,
        body: input.body,
        trailers: { 'PIV-Feature': slug, 'PIV-Task': input.task, 'PIV-Step': stepOf(slug, input.task) },
      });
      const author = await authorOf(repo, input.author);
      const commit = await writeCommit(repo, {
        tree: input.tree,
        parents: [input.tip],
        message,
        author,
        date: input.date,
      });
      if (await checkedOutAt(repo, branchRef(slug))) return { moved: true };
      const moved = await advance(repo, { slug, next: commit, tip: input.tip, ...(remote ? { remote } : {}) });
      return moved ? { commit } : { moved: true };
    });
  };
}

export interface SettleTask {
  place: Place;
  task: string;
  landed: { commit: string; redTree?: string; date: string };
}

/** Keeps the proof of a task that has landed, and removes the rest: its hidden ref and its worktrees. */
export function settleTaskActivity(deps: Dependencies) {
  return async function settleTask({ place, task, landed }: SettleTask): Promise<{ greenTree: string }> {
    return alive(async () => {
      const { slug } = place;
      const repo = await repositoryOf(deps, place);
      const greenTree = await treeOf(repo, landed.commit);
      const proof = { green: greenTree, ...(landed.redTree ? { red: landed.redTree } : {}) };
      await keepProof(repo, slug, task, proof, landed.date);
      await removeWorktrees(deps.config.home, repo, `${slug}.${task}`);
      for (const ref of await refsUnder(repo, taskRefs(slug, task))) await deleteRef(repo, ref);
      if (place.remote) await shareRecord(repo, slug, place.remote, task);
      return { greenTree };
    });
  };
}
