import type { Place } from '../activities/dependencies.js';
import type { StageContext } from '../activities/open-stage.js';
import { fingerprint } from '../conversation.js';
import { describeCalls } from '../describe-calls.js';
import type { Amount, Choice, Commands, Entry, Ids, StageName, TextBlock, ToolResult, ToolUse } from '../types.js';
import type { Spent } from './budget.js';
import type { OnHost, TreesLost } from './hosts.js';
import type { Patience } from './patience.js';
import type { Turn } from './rewrite.js';
import type { Ear } from './words.js';

/** A conversation with the model, in a worktree: what is said, run and kept; here, whose it is. */
export interface Agent {
  /** "task-003", or the feature's name. */
  label: string;
  place: Place;
  onHost: OnHost;
  task?: string;
  worktree: string;
  /** The commit that the worktree is detached at. */
  commit: string;
  commands: Commands;
  testFiles: string[];
  /** Ids of the tests that failed before the feature. */
  failedBefore?: Ids;
  transcript: Entry[];
  ear: Ear;
  /** What is done from now on; without a text, nothing. */
  doing(what?: string): void;
  /** Passes at once, or waits while paused. */
  gate(): Promise<void>;
  /** Waits until a person has mended this. */
  stuck(remedy: string): Promise<void>;
  /** Waits for the model's service, or until somebody wants something else. */
  rest(why: string, ms: number): Promise<void>;
  /** What may be spent on the next call, at least `least`; waits for it. Undefined where nothing is limited. */
  draw(least: Amount, want: Amount): Promise<Amount | undefined>;
  /** Something was paid for. */
  spend(spent: Spent): void;
  wrote?(tree: string): void;
  /** A submit was refused, and counted. */
  refused?(reason: string): void;
  /** A host is gone, and with it what so many turns had made: they are done again. */
  lost?(trees: TreesLost, turns: number): void;
  /** At the boundary of a turn: may go on as a new run of the workflow, and then doesn't return. */
  turnOver?(talk: Talk, patience: Patience): Promise<void>;
}

export interface StagePlan<S extends StageName> {
  stage: S;
  /** Name of the conversation, e.g. "task-001/red/1". */
  conversation: string;
  context: StageContext;
  tree: string;
  /** Paths that may not be written. */
  sealed: string[];
  /** The model of a fresh conversation; without one, the worker's. */
  choice?: Choice | undefined;
  /** Submits that were used up in an earlier context of this stage. */
  submitted?: number;
  /** The conversation is under way, from a run of the workflow before this one. */
  resumed?: ResumedTalk;
  /** It is under way, from the stage before this one: what opens this one. */
  goesOn?: { talk: Talk; opening: string };
}

export interface ResumedTalk {
  entries: Entry[];
  tree: string;
  context: number;
  turn: number;
  patience: Patience;
  since?: number | undefined;
  opening?: string | undefined;
}

export interface Talk {
  agent: Agent;
  plan: StagePlan<StageName>;
  /** Where in the transcript it starts, and how far its fingerprint reaches. */
  from: number;
  at: number;
  fingerprint: string;
  /** What the worktree holds after the last turn. */
  tree: string;
  /** Tokens in the context after the last call. */
  context: number;
  turn: number;
  /** Of a stage that an earlier one goes on to: turns before it, and what opened it. */
  since?: number | undefined;
  opening?: string | undefined;
  /** Where each turn began. */
  turns: Turn[];
  /** Tokens from which on it is shortened, as the model's service and its prices have it. */
  full?: number;
  /** Bytes that it was last shortened to. */
  shortened?: number;
  /** When the last answer came, and whether a step after one took so long that the service's cache may forget. */
  answered?: number;
  slow?: boolean;
}

/** Runs an answer's calls in the worktree. */
export async function runCalls(talk: Talk, calls: ToolUse[]): Promise<ToolResult[]> {
  if (calls.length === 0) return [];
  const { place, worktree, commit, commands, testFiles, failedBefore, task, onHost, wrote } = talk.agent;
  const { stage, sealed, context } = talk.plan;
  const where = { place, worktree, commit, tree: talk.tree, ...(task ? { task } : {}) };
  const files = 'task' in context ? { files: context.task.files } : {};
  const both = 'both' in context ? { both: true } : {};
  const before = failedBefore ? { failedBefore } : {};
  const about = { stage, commands, testFiles, sealed, ...files, ...both, ...before };
  const input = { ...where, ...about, calls, fingerprint: named(talk) };
  const what = `${turnName(talk)}: ${describeCalls(calls)}`;
  const ran = await onHost(what, (host) => host.runTools(input), workIn(talk));
  if (ran.tree !== talk.tree) wrote?.(ran.tree);
  talk.tree = ran.tree;
  return ran.results;
}

export function say(talk: Talk, role: 'user' | 'assistant', content: unknown[]): void {
  talk.agent.transcript.push({ conversation: talk.plan.conversation, role, content } as Entry);
}

export const sayText = (talk: Talk, text: string) => say(talk, 'user', [{ type: 'text', text } satisfies TextBlock]);

/** What a step needs of work that is on no branch: the phases that only read have none. */
export const workIn = ({ agent, tree }: Talk) => (agent.task ? [tree] : []);

export const turnName = ({ agent, plan, turn }: Talk) => `${agent.label} ${plan.stage} turn ${turn}`;

export const entriesOf = ({ agent, from }: Talk) => agent.transcript.slice(from);

/** The conversation's fingerprint as it stands now. */
export function named(talk: Talk): string {
  talk.fingerprint = fingerprint(entriesOf(talk).slice(talk.at - talk.from), talk.fingerprint);
  talk.at = talk.agent.transcript.length;
  return talk.fingerprint;
}
