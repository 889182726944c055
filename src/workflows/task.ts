import { CancellationScope } from '@temporalio/workflow';
import type { Blocker } from '../activities/prove-green.js';
import type { Place } from '../activities/dependencies.js';
import type { Brief, Decision, Feature, Ids, PlannedTask, Task, Usage } from '../types.js';
import type { StageEnd } from './agent-loop.js';
import { cancellationIn } from './cancelled.js';
import { TreesLost } from './hosts.js';
import { open, type Left } from './kept-work.js';
import { attempt, type Choosing } from './last-attempt.js';
import type { Mend, Proven } from './proven.js';
import { cancelWaits } from './proxies.js';
import { endSharing } from './sharing.js';
import { resultOf } from './task-end.js';
import { begin, listen, type CarriedTask } from './task-begin.js';
import { note, tell } from './task-report.js';
import type { TaskRun } from './task-run.js';
import { implement, mend, writeTests } from './task-stages.js';
import { sayAllAgain } from './task-words.js';
import type { Heard, Words } from './words.js';

export interface TaskInput extends Choosing {
  feature: string;
  request: string;
  place: Place;
  host: string;
  /** Missing in tasks of earlier builds. */
  hosts?: Feature['hosts'];
  task: Task;
  brief: Brief;
  decisions: Decision[];
  /** The commit that the task stands on, and its tree. */
  commit: string;
  tree: string;
  /** Fresh contexts of this task so far. */
  contexts: number;
  /** The commit that the feature began on, and all tasks as they stood when this one began: missing in earlier builds. */
  base?: string;
  plan?: PlannedTask[];
  /** Why it is done again. */
  note?: string;
  /** What a person has said to it. */
  told?: (Words & Heard)[];
  /** It is finished, and has to be mended where it stands now. */
  mend?: Mend;
  blockers: Blocker[];
  /** It brings the command that runs tests, to a repository that has none. */
  bringsTests?: boolean;
  failedBefore: Ids;
  paused: boolean;
  /** Tokens after which the feature wants to hear. */
  reportEvery: number;
  /** A code task's stages in one conversation, or in two that carry on what was made: neither in earlier builds. */
  stages?: 'together' | 'apart';
  /** What an earlier try has left. */
  left?: Left;
  /** Draws before it spends, and continues as new; tasks of earlier builds do neither. */
  bounded?: boolean;
  /** Where the run before this one has stopped. */
  carried?: CarriedTask;
}

export type TaskResult = {
  contexts: number;
  attempts: number;
  tokens: number;
  usage: Usage;
  cost?: number;
  unpriced?: string;
  models?: string[];
  without?: string[];
  words?: Heard[];
} & (
  | { is: 'done'; proven: Proven }
  | { is: 'blocked'; reason: string; redTree?: string; left?: Left; refusals?: string[] }
);

/** One task, test-first, from its base to a tree that is proven green. Landing is the feature's. */
export async function taskWorkflow(input: TaskInput): Promise<TaskResult> {
  const run = begin(input);
  listen(run);
  const end = await work(run).catch((error: unknown) => leave(run, error));
  await endSharing(run);
  return resultOf(run, end);
}

/** A cancel: nothing of the task is under way any more when it ends, and the feature has heard of all that it cost. */
async function leave(run: TaskRun, error: unknown): Promise<never> {
  const cancelled = cancellationIn(error);
  if (!cancelled || !cancelWaits()) throw error;
  await CancellationScope.nonCancellable(async () => {
    await endSharing(run);
    await tell(run);
  });
  throw cancelled;
}

/** Starts again from the base where a host is gone with all that was made on it. */
async function work(run: TaskRun): Promise<StageEnd<Proven>> {
  for (let again = run.input.note; ;) {
    try {
      return await make(run, again);
    } catch (error) {
      if (!(error instanceof TreesLost)) throw error;
      again = 'An earlier try was lost with the host that it was made on.';
      delete run.input.mend;
      for (const made of ['red', 'redTree', 'work', 'amends', 'talk'] as const) delete run[made];
      sayAllAgain(run);
      run.round = 1;
      note(run, `${error.message}; it starts again from its base commit on host ${error.to}`);
    }
  }
}

/** So often a task's tests may be written: once, and then to amend what is wrong with them. */
const MAX_ROUNDS = 3;
const MAX_ROUNDS_EARLIER = 2;

/** Kinds without a red stage go straight to green; where the tests are wrong, it goes back to red. */
async function make(run: TaskRun, again: string | undefined): Promise<StageEnd<Proven>> {
  const { mend: mends, task, stages, carried } = run.input;
  if (mends) return mend(run, mends);
  if (task.kind !== 'code') return attempt(run, (why) => implement(run, undefined, why), again);
  if (run.red && !carried) run.contexts += 1;
  const rounds = stages ? MAX_ROUNDS : MAX_ROUNDS_EARLIER;
  for (;;) {
    const first = run.round === 1;
    if (!run.red) {
      const red = await attempt(run, (why) => writeTests(run, why), first ? again : run.why);
      if (red.is !== 'done') return red;
      run.red = red.value;
    }
    const { red } = run;
    const green = await attempt(run, (why) => implement(run, red, why), first ? again : undefined);
    const wrongTests = green.is === 'blocked' && (!stages || (green.kind ?? 'tests') === 'tests');
    if (!wrongTests || run.round >= rounds) return green;
    run.round += 1;
    run.why = `The one who was to make the tests pass stopped: ${green.reason}`;
    open(run, green.reason);
  }
}
