import { PIV_IDENTITY, writeCommit } from './commit.js';
import { taskRefs } from './names.js';
import { setRef } from './refs.js';
import { push } from './remote.js';
import type { Repository } from './repository.js';

/** Work of a task that is on no branch yet: commits that depend on nothing but their content. */
export interface Work {
  task: string;
  tree: string;
  /** The commit that the task stands on. */
  base: string;
}

const EPOCH = '2020-01-01T00:00:00Z';

export async function writeWork(repo: Repository, { task, tree, base }: Work): Promise<string> {
  const parts = { tree, parents: [base], author: PIV_IDENTITY, date: EPOCH };
  return writeCommit(repo, { ...parts, message: `Work of ${task}\n` });
}

/** Keeps a tree of a task reachable until the task has landed: its partial work, or what was proven red or green. */
export async function holdWork(
  repo: Repository,
  slug: string,
  as: 'work' | 'red' | 'green',
  work: Work,
): Promise<void> {
  await setRef(repo, `${taskRefs(slug, work.task)}${as}`, await writeWork(repo, work));
}

/** Puts the same on the shared remote. A late attempt may put older work there: that costs turns, nothing else. */
export async function pushWork(
  repo: Repository,
  remote: string,
  slug: string,
  as: 'work' | 'red' | 'green',
  work: Work,
): Promise<void> {
  await push(repo, remote, { refspecs: [`+${await writeWork(repo, work)}:${taskRefs(slug, work.task)}${as}`] });
}
