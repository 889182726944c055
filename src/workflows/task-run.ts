import { condition, patched } from '@temporalio/workflow';
import type { RedProof } from '../activities/prove-red.js';
import type { Amount, Doing, Entry, Ids, Red, Usage } from '../types.js';
import { withName } from '../lists.js';
import { addUsage, NO_USAGE } from '../usage.js';
import type { Spent } from './budget.js';
import { NOTHING } from './grants.js';
import type { Steps } from './hosts.js';
import type { Attempted } from './last-attempt.js';
import type { Sharing } from './sharing.js';
import type { Agent, Talk } from './talk.js';
import type { Kept } from './kept-work.js';
import type { TaskInput } from './task.js';
import { report } from './task-report.js';
import type { TaskWords } from './task-words.js';

/** The state of a task, and how it waits. */

export type Sealing = Extract<RedProof, { ok: true }>['sealed'];

/** Tests that were proven red, and what is known of them. */
export interface Sealed {
  red: Red;
  /** The base with the tests, and nothing else. */
  tree: string;
  sealed: Sealing;
  tests: Ids;
  failing: Ids;
  failure?: string;
}

/** What outlives a run of the workflow: plain data. */
export interface TaskState extends Attempted, Kept {
  /** Rounds of red and green, and why this one is made. */
  round: number;
  why?: string;
  /** Where it works now, if that is no longer where it began, and what a person is told of it. */
  host?: string;
  note?: string;
  contexts: number;
  attempts: number;
  tokens: number;
  /** Tokens when the feature last heard of it. */
  told: number;
  usage: Usage;
  cost: number;
  /** The model that has no price, and what the model's service doesn't take. */
  unpriced?: string;
  without?: string[];
  model?: string;
  redTree?: string;
  /** What was granted and isn't spent, and how often it was asked for. */
  held: Amount;
  asked: number;
  /** Of the feature's pauses, the last one that it was told of; and how many reports were sent. */
  pause: number;
  reports: number;
  /** What a person has said to it. */
  words: TaskWords[];
}

export interface TaskRun extends TaskState {
  input: TaskInput;
  agent: Agent;
  transcript: Entry[];
  paused: boolean;
  quiet: boolean;
  stuck?: string;
  doing?: Doing;
  /** Its host takes no steps, and what is waited for. */
  away?: string;
  /** Trees that it could go on from. */
  trees: string[];
  /** The conversation that the next stage goes on in. */
  talk?: Talk;
  sharing: Sharing;
  waits?: { text: string; until: string };
  retried: boolean;
}

export const freshState = ({ contexts, told: words = [], left }: TaskInput): TaskState => ({
  round: 1,
  ...(left?.red ? { red: left.red } : {}),
  ...(left ? { work: left.tree } : {}),
  refusals: [],
  contexts,
  attempts: 0,
  tokens: 0,
  told: 0,
  usage: NO_USAGE,
  cost: 0,
  held: NOTHING,
  asked: 0,
  pause: 0,
  reports: 0,
  words,
});

export const step = <T>(run: TaskRun, what: string, use: (host: Steps) => Promise<T>, trees: string[]) =>
  run.agent.onHost(`${run.input.task.id} ${what}`, use, trees);

export function spend(run: TaskRun, { tokens, usage, cost, model, without = [] }: Spent): void {
  run.tokens += tokens;
  run.usage = addUsage(run.usage, usage);
  run.cost += cost ?? 0;
  if (model) Object.assign(run, { model, models: withName(run.models, model) });
  if (model && cost === undefined) run.unpriced = model;
  for (const text of without) run.without = withName(run.without, text);
  if (run.tokens - run.told >= run.input.reportEvery) report(run);
}

export async function gate(run: TaskRun): Promise<void> {
  if (!run.paused) return;
  await still(run, () => !run.paused);
}

export async function stuck(run: TaskRun, remedy: string): Promise<void> {
  run.stuck = remedy;
  run.retried = false;
  await still(run, () => run.retried && !run.paused);
  delete run.stuck;
  report(run);
}

/**
 * Leaves the model's service alone, unless a person wants it tried again at once. As this may go on for weeks, the
 * feature is told once a time: what it held is given back, so that the end of the wait comes with the ask for more.
 */
export async function rest(run: TaskRun, text: string, ms: number): Promise<void> {
  const tell = !run.input.bounded || !patched('rest-told-once');
  run.waits = { text, until: new Date(Date.now() + ms).toISOString() };
  run.retried = false;
  await still(run, () => run.retried, { ms, tell });
  delete run.waits;
  if (tell) report(run);
}

/** Waits with nothing under way, and says so; at its end too, unless something else does. What it held is its feature's again. */
async function still(
  run: TaskRun,
  until: () => boolean,
  { ms, tell = true }: { ms?: number; tell?: boolean } = {},
): Promise<void> {
  Object.assign(run, { quiet: true, held: NOTHING });
  report(run);
  if (ms === undefined) while (!until()) await condition(until);
  else await condition(until, ms);
  run.quiet = false;
  if (tell) report(run);
}
