import type { Called } from '../activities/call-model.js';
import type { Place } from '../activities/dependencies.js';
import type { StageContext } from '../activities/open-stage.js';
import { fingerprint } from '../conversation.js';
import { describeCalls } from '../describe-calls.js';
import type { Commands, Entry, StageName, TextBlock, ToolResult, ToolUse, Usage } from '../types.js';
import { addUsage } from '../usage.js';
import { growth } from './budget.js';
import type { OnHost } from './hosts.js';
import { anywhere, mended } from './proxies.js';

/** A conversation with the model, in a worktree: what is asked, run and kept. */

/** Whose conversation it is: what it needs of a feature or a task. */
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
  transcript: Entry[];
  /** Passes at once, or waits while paused. */
  gate(): Promise<void>;
  /** Waits until a person has mended this. */
  stuck(remedy: string): Promise<void>;
  /** A turn was paid for: tokens as they entered the context, usage of the call and of attempts that gave no reply. */
  spend(turn: { tokens: number; usage: Usage; model: string }): void;
}

export interface StagePlan<S extends StageName> {
  stage: S;
  /** Name of the conversation, e.g. "task-001/red/1". */
  conversation: string;
  context: StageContext;
  tree: string;
  /** Paths that may not be written. */
  sealed: string[];
  /** Submits that were used up in an earlier context of this stage. */
  submitted?: number;
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
}

const MAX_TOKENS = 32_000;

/** Makes the worktree ready and starts a fresh context. */
export async function openTalk(agent: Agent, plan: StagePlan<StageName>): Promise<Talk> {
  await agent.gate();
  const { place, worktree, commit, transcript, label } = agent;
  const input = { place, worktree, commit, tree: plan.tree, context: plan.context };
  const what = `${label} ${plan.stage}: make the worktree ready`;
  const opened = await agent.onHost(what, (host) => host.openStage(input));
  const from = transcript.length;
  const talk: Talk = { agent, plan, from, at: from, fingerprint: '', tree: plan.tree, context: 0, turn: 0 };
  transcript.push({ conversation: plan.conversation, role: 'system', content: opened.system });
  sayText(talk, opened.opening);
  return talk;
}

/** The next turn's answer. */
export async function ask(talk: Talk): Promise<Called> {
  const { agent, plan, from } = talk;
  await agent.gate();
  talk.turn += 1;
  const conversation = { from, to: agent.transcript.length, fingerprint: named(talk) };
  const call = { stage: plan.stage, conversation, maxTokens: MAX_TOKENS };
  const called = await mended(() => anywhere(`${turnName(talk)}: ask the model`).callModel(call), agent.stuck);
  const grown = growth(talk.context, called.usage);
  talk.context += grown;
  const usage = addUsage(called.usage, called.lost);
  agent.spend({ tokens: grown + called.lost.output, usage, model: called.model });
  return called;
}

/** Runs an answer's calls in the worktree. */
export async function runCalls(talk: Talk, calls: ToolUse[]): Promise<ToolResult[]> {
  if (calls.length === 0) return [];
  const { place, worktree, commit, commands, testFiles, task, onHost } = talk.agent;
  const { stage, sealed } = talk.plan;
  const where = { place, worktree, commit, tree: talk.tree, ...(task ? { task } : {}) };
  const input = { ...where, stage, calls, commands, testFiles, sealed, fingerprint: named(talk) };
  const ran = await onHost(`${turnName(talk)}: ${describeCalls(calls)}`, (host) => host.runTools(input));
  talk.tree = ran.tree;
  return ran.results;
}

export function say(talk: Talk, role: 'user' | 'assistant', content: unknown[]): void {
  talk.agent.transcript.push({ conversation: talk.plan.conversation, role, content } as Entry);
}

export const sayText = (talk: Talk, text: string) => say(talk, 'user', [{ type: 'text', text } satisfies TextBlock]);

const turnName = ({ agent, plan, turn }: Talk) => `${agent.label} ${plan.stage} turn ${turn}`;

/** The conversation's fingerprint as it stands now. */
function named(talk: Talk): string {
  const { transcript } = talk.agent;
  talk.fingerprint = fingerprint(transcript.slice(talk.at), talk.fingerprint);
  talk.at = transcript.length;
  return talk.fingerprint;
}
