import { CancellationScope } from '@temporalio/workflow';
import type { Blocker } from '../activities/prove-green.js';
import type { Place } from '../activities/dependencies.js';
import type { Brief, Decision, Feature, Ids, PlannedTask, Task, Usage } from '../types.js';
import type { StageEnd } from './agent-loop.js';
import { cancellationIn } from './cancelled.js';
import { TreesLost } from './hosts.js';
import { attempt, type Choosing } from './last-attempt.js';
import type { Mend, Proven } from './proven.js';
import { cancelWaits } from './proxies.js';
import { endSharing } from './sharing.js';
import { begin, listen, type CarriedTask } from './task-begin.js';
import { note, tell } from './task-report.js';
import type { TaskRun } from './task-run.js';
import { implement, mend, writeTests } from './task-stages.js';
import { sayAllAgain } from './task-words.js';
import { heardBy, type Heard, type Words } from './words.js';

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
} & ({ is: 'done'; proven: Proven } | { is: 'blocked'; reason: string; redTree?: string });

/** One task, test-first, from its base to a tree that is proven green. Landing is the feature's. */
export async function taskWorkflow(input: TaskInput): Promise<TaskResult> {
  const run = begin(input);
  listen(run);
  const end = await work(run).catch((error: unknown) => leave(run, error));
  await endSharing(run);
  const { contexts, attempts, tokens, usage, cost, unpriced, models, without } = run;
  const told = {
    contexts,
    attempts,
    tokens,
    usage,
    cost,
    ...(models ? { models } : {}),
    ...(without ? { without } : {}),
    ...(unpriced ? { unpriced } : {}),
    ...(run.words.length > 0 ? { words: heardBy(run) } : {}),
  };
  if (end.is === 'done') return { is: 'done', proven: end.value, ...told };
  const redTree = run.redTree ? { redTree: run.redTree } : {};
  return { is: 'blocked', reason: end.reason, ...told, ...redTree };
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
      delete run.red;
      delete run.redTree;
      sayAllAgain(run);
      run.round = 1;
      note(run, `${error.message}; it starts again from its base commit on host ${error.to}`);
    }
  }
}

/** Kinds without a red stage go straight to green; `blocked` from green goes back to red once, with its reason. */
async function make(run: TaskRun, again: string | undefined): Promise<StageEnd<Proven>> {
  if (run.input.mend) return mend(run, run.input.mend);
  if (run.input.task.kind !== 'code') return attempt(run, (why) => implement(run, undefined, why), again);
  for (;;) {
    if (!run.red) {
      const red = await attempt(run, (why) => writeTests(run, why), run.round > 1 ? run.why : again);
      if (red.is !== 'done') return red;
      run.red = red.value;
    }
    const { red } = run;
    const green = await attempt(run, (why) => implement(run, red, why), run.round > 1 ? undefined : again);
    if (green.is !== 'blocked' || run.round > 1) return green;
    run.round += 1;
    run.why = `The one who was to make the tests pass stopped: ${green.reason}`;
    delete run.red;
  }
}
