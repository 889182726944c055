import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { TranscriptPage } from '../conversation.js';
import type { Amount, Baseline, Commands, Doing, Grants, NewTask, Status, Task, TaskChange, Usage } from '../types.js';
import type { OwnCommands } from './stated.js';
import type { Heard, Words } from './words.js';

/** The public contract: names of queue, ids and messages, with their types. */

export const TASK_QUEUE = 'piv';
export const hostQueue = (host: string) => `piv-host-${host}`;

const FEATURE_PREFIX = 'feature-';
export const featureId = (slug: string) => `${FEATURE_PREFIX}${slug}`;
export const slugOf = (workflowId: string) =>
  workflowId.startsWith(FEATURE_PREFIX) ? workflowId.slice(FEATURE_PREFIX.length) : undefined;
export const taskWorkflowId = (slug: string, task: string) => `${featureId(slug)}/${task}`;

// Signals: a second one of the same kind changes nothing; each may come without an argument.
export const pauseSignal = defineSignal<[{ reason?: string; number?: number }?]>('pause');
export const resumeSignal = defineSignal<[Record<string, never>?]>('resume');

// Updates: refused by a validator, or accepted and acted upon.
export interface Answers {
  answers: { id: string; answer: string }[];
}
export const answerUpdate = defineUpdate<{ open: string[] }, [Answers]>('answer');
export const approveUpdate = defineUpdate<{ planHash: string }, [{ planHash?: string }?]>('approve');
export const reviseUpdate = defineUpdate<void, [{ feedback: string }]>('revise');
export type Retry = { task?: string } & Grants;
export const retryUpdate = defineUpdate<{ retried: string }, [Retry?]>('retry');
/** Another command in a command's place, or none: `null`. */
export const commandsUpdate = defineUpdate<{ commands: Commands }, [{ change: OwnCommands }]>('setCommands');
export const skipUpdate = defineUpdate<{ skipped: string[] }, [{ task: string; reason: string }]>('skip');
/** Words that the running conversations hear before their next request, or the next ones: gives who hears them now. */
export const tellUpdate = defineUpdate<{ number: number; hears: string[] }, [{ text: string; task?: string }]>('tell');
/** Changes of the open part of a plan. `approve`: what the approved plan didn't allow, a person allows now. */
export type Approvable = { approve?: boolean };
export interface Changed {
  task: string;
  planHash: string;
}
export const addTaskUpdate = defineUpdate<Changed, [{ task: NewTask } & Approvable]>('addTask');
export const editTaskUpdate = defineUpdate<Changed, [{ task: string; change: TaskChange } & Approvable]>('editTask');
export const dropTaskUpdate = defineUpdate<Changed, [{ task: string; reason?: string }]>('dropTask');
export interface Budget {
  sessionTokens: number;
  /** US dollars; missing where the feature's cost isn't limited. */
  maxCost?: number;
}
export const raiseBudgetUpdate = defineUpdate<Budget, [{ tokens?: number; cost?: number }]>('raiseBudget');

/** Why a query fails that would be answered too early. */
export const ASK_AGAIN = 'a worker has just taken this over and does not know yet how it stands: ask again';
export const commandsQuery = defineQuery<{ commands: Commands; exitCodes: Baseline['exitCodes'] }>('commands');
export const statusQuery = defineQuery<Status>('status');
export const planQuery = defineQuery<{ planHash?: string; tasks: Task[] }>('plan');
export const transcriptQuery = defineQuery<TranscriptPage, [{ from?: number }?]>('transcript');

/** Of a task; a feature says it in its status. */
export const doingQuery = defineQuery<Doing | null>('doing');

// Between a feature and its tasks.
export interface TaskReport {
  task: string;
  /** The task workflow's run. */
  run: string;
  /** Tokens of this run of the task so far, as they entered its contexts. */
  tokens: number;
  usage: Usage;
  attempts: number;
  /** No turn, verification or other step is under way. */
  quiet: boolean;
  /** Which of the feature's pauses it has heard of last, and how many reports of this run came before. */
  pause?: number;
  before?: number;
  redTree?: string;
  model?: string;
  models?: string[] | undefined;
  /** What the model's service doesn't take. */
  without?: string[];
  /** What the task waits for a person to mend (a key, a model's name): `retry` goes on. */
  stuck?: string;
  /** The model's service can't answer now: until when the task waits (ISO 8601). */
  waits?: { text: string; until: string };
  /** Its host takes no steps, and what is waited for. */
  away?: string;
  /** Which host went on with it, and what it did again. */
  note?: string;
  /** US dollars so far, and the model that has no price. */
  cost?: number;
  unpriced?: string;
  /** Waits for this grant. What it held before is the feature's again, as with all that is quiet. */
  ask?: { number: number; least: Amount; want: Amount };
  /** The words of a person that it knows, with the conversation that has heard them. */
  words?: Heard[];
}
export const reportSignal = defineSignal<[TaskReport]>('report');
/** To a task that has asked: it may spend this. */
export const grantSignal = defineSignal<[{ number: number; amount: Amount }]>('grant');
/** To a task that is stuck: try the same step again. */
export const retrySignal = defineSignal<[Grants?]>('retry');
/** To a task: all words of a person that it isn't known to have heard, those too that are on their way. */
export const toldSignal = defineSignal<[Words[]]>('told');
