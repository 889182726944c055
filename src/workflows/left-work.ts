import { workOf, type FeatureRun } from './feature-run.js';
import type { Left } from './kept-work.js';
import { hostStep } from './pausing.js';
import type { TaskResult } from './task.js';
import type { TaskWork } from './task-work.js';

/** What a task that is blocked has made: its next try goes on from that. */

export function keepLeft(work: TaskWork, { left, refusals = [] }: Extract<TaskResult, { is: 'blocked' }>): void {
  if (left && work.base) work.left = { ...left, commit: work.base };
  work.refusals = refusals;
}

/** On the branch as it is now. Where that has moved the tests are to be proven again; what conflicts with it is given up. */
export async function takeLeft(run: FeatureRun, id: string, tip: string): Promise<Left | undefined> {
  const work = workOf(run, id);
  const { left } = work;
  delete work.left;
  if (!left) return undefined;
  const { commit, ...kept } = left;
  if (tip === commit) return kept;
  const input = { place: run.place, tip, work: { task: id, tree: left.tree, base: commit } };
  const what = `${id}: put what an earlier try has left on the branch`;
  const { tree } = await hostStep(run, what, (host) => host.carryWork(input));
  return tree ? { tree } : undefined;
}
