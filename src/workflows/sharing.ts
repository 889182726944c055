import { condition } from '@temporalio/workflow';
import { beside } from './proxies.js';
import type { TaskRun } from './task-run.js';
import { hostOf } from './task-station.js';

/** A task's partial work on the shared remote: pushed beside its turns, at most that often. */
const EVERY = '30 seconds';

export interface Sharing {
  /** What is to be pushed next. */
  tree?: string;
  /** Resolves when nothing is pushed any more. */
  going?: Promise<void>;
  over?: boolean;
}

/** Has this tree pushed, at once or when its turn comes. */
export function share(run: TaskRun, tree: string): void {
  if (!run.input.place.remote) return;
  run.sharing.tree = tree;
  run.sharing.going ??= keepPushing(run)
    .catch(() => undefined)
    .finally(() => delete run.sharing.going);
}

/** To be awaited before the task ends. */
export async function endSharing({ sharing }: TaskRun): Promise<void> {
  sharing.over = true;
  await sharing.going;
}

async function keepPushing(run: TaskRun): Promise<void> {
  const { sharing, input } = run;
  const { place, commit, task } = input;
  while (sharing.tree && !sharing.over) {
    const work = { task: task.id, tree: sharing.tree, base: commit };
    delete sharing.tree;
    await beside(hostOf(run), `${task.id}: push the work so far`)
      .shareWork({ place, work })
      .catch(() => undefined);
    await condition(() => sharing.over === true, EVERY);
  }
}
