import type { Chosen } from '../models.js';
import type { Choice } from '../types.js';
import type { StageEnd } from './agent-loop.js';
import { givenUp } from './kept-work.js';
import type { TaskRun } from './task-run.js';

/** The last attempt of a task, by a model of its own where one is named: cheaper ones come first. */

/** What a task is told of it. Missing in tasks of earlier builds. */
export interface Choosing {
  models?: Chosen;
  /** An earlier try was given up. */
  last?: boolean;
}

/** What a task knows of it. */
export interface Attempted {
  /** All models that have answered. */
  models?: string[];
  /** The attempt that is under way is the last one: how many were judged before it. */
  last?: { attempts: number };
}

/** What follows a failed attempt is done by the model of last attempts; a conversation that goes on keeps its own. */
const isLast = ({ input, last, round }: TaskRun) =>
  input.last === true || last !== undefined || (round > 1 && input.stages !== 'together');

export const choiceFor = (run: TaskRun, stage: 'red' | 'green'): Choice | undefined =>
  (isLast(run) ? run.input.models?.last : undefined) ?? run.input.models?.[stage];

/** A stage that has failed is done once more, in a fresh context, where a model for last attempts is named. */
export async function attempt<T>(
  run: TaskRun,
  stage: (note?: string) => Promise<StageEnd<T>>,
  note: string | undefined,
): Promise<StageEnd<T>> {
  const end = await stage(note);
  if (end.is !== 'failed' || isLast(run) || !run.input.models?.last) return end;
  run.last = { attempts: run.attempts };
  if (run.red) run.contexts += 1;
  return stage(givenUp(end.reason, run.refusals));
}
