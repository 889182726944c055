import type { TaskStatus } from '../types.js';
import type { TaskWork } from './task-work.js';
import { LANDINGS_ALONE } from './schedule.js';
import type { Mend } from './proven.js';
import type { TaskResult } from './task.js';

/** Finished work that can't land as it is: mended where it would land, or done again. */

export interface Again {
  reason: string;
  /** What is there to be mended. */
  mend?: Mend;
}

/** So often a task's finished work may not fit what landed meanwhile. From `LANDINGS_ALONE` on only a person can be why. */
const MAX_LANDINGS = 5;

/** `bounded`: not so in features of earlier builds, which do it without end. */
export function doAgain(task: TaskStatus, work: TaskWork, { reason, mend }: Again, bounded: boolean): void {
  task.status = 'pending';
  if (mend) work.mend = mend;
  else work.note = reason;
  if (!bounded) return;
  task.landings = (task.landings ?? 0) + 1;
  task.note = `finished work did not fit what had landed meanwhile: ${mend ? 'it was mended' : 'the task was done again'}`;
  if (task.landings < MAX_LANDINGS) return;
  task.status = 'blocked';
  task.reason = `${reason} That was the ${task.landings}th time: leave the branch alone until it has landed, then: retry`;
  task.landings = LANDINGS_ALONE;
}

/** Mending came to nothing: the task is done again, from its start. */
export function notMended({ mend }: TaskWork, result: TaskResult): Again | undefined {
  if (!mend || result.is !== 'blocked') return undefined;
  return { reason: `${mend.reason} It could not be mended: ${result.reason}` };
}
