import { ApplicationFailure, patched } from '@temporalio/workflow';
import { describeCalls } from '../describe-calls.js';
import { FAILURES } from '../errors.js';
import type { StageName, Submission, ToolResult, ToolUse } from '../types.js';
import { readAnswer, type Ending } from './answers.js';
import { ask } from './ask.js';
import { TreesLost } from './hosts.js';
import { failureIn } from './proxies.js';
import { seen, TOLD } from './repetition.js';
import { beginTurn, goBack, shorten } from './rewrite.js';
import { SHORTENED } from './room.js';
import type { Patience } from './patience.js';
import { openTalk, runCalls, say, sayText, type Agent, type StagePlan, type Talk } from './talk.js';
import { wordsWait } from './words.js';

/** The one loop of all stages of thinking: ask the model, run its tools, until a submit is accepted. */

/** `free`: what is refused is no fault of the work, and uses up no submit. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; reason: string; free?: boolean };

/** Judges a submission on the tree that it was made with. */
export type Judge<S extends StageName, T> = (submission: Submission<S>, tree: string) => Promise<Verdict<T>>;

export type StageEnd<T> =
  | { is: 'done'; value: T; tree: string }
  | { is: 'blocked'; reason: string }
  | { is: 'failed'; reason: string };

const MAX_TURNS = 150;
const MAX_SUBMITS = 3;
const MAX_CUTS = 3;

const NUDGE = 'End this stage by calling the tool submit, or blocked with the reason. Nothing else ends it.';
const CUT =
  'Your answer was cut off before it was complete, so none of its tool calls was run. Answer in smaller pieces.';
const HELD =
  'Not taken yet: a person has said something meanwhile, which follows. Call this again after that, if it is still right.';
const CIRCLE = `The same calls had the same results ${TOLD} times. Once more ends this stage: do something else, or call blocked with the reason.`;

export async function runStage<S extends StageName, T>(
  agent: Agent,
  plan: StagePlan<S>,
  judge: Judge<S, T>,
): Promise<StageEnd<T>> {
  const talk = await openTalk(agent, plan);
  const patience = plan.resumed?.patience ?? { nudged: false, cuts: 0, submits: plan.submitted ?? 0 };
  while (talk.turn < MAX_TURNS) {
    await agent.turnOver?.(talk, patience);
    beginTurn(talk);
    try {
      const end = await takeTurn(talk, judge, patience);
      if (end) return end;
    } catch (error) {
      const turns = error instanceof TreesLost ? goBack(talk, error.there) : undefined;
      if (turns === undefined) throw error;
      delete patience.recent;
      agent.lost?.(error as TreesLost, turns);
    }
  }
  return failed(`no submit was accepted in ${MAX_TURNS} turns`);
}

/** Asks, and does what the answer says; gives the stage's end, if that was it. */
async function takeTurn<S extends StageName, T>(
  talk: Talk,
  judge: Judge<S, T>,
  patience: Patience,
): Promise<StageEnd<T> | undefined> {
  const called = await askOrFail(talk, patience);
  if ('is' in called) return called;
  const answer = readAnswer(called, talk.plan.stage);
  if (answer.kept.length > 0) say(talk, 'assistant', answer.kept);
  if (answer.is === 'refused') return failed(`the model refused to go on. ${answer.text}`);
  if (answer.is === 'cut') {
    patience.cuts += 1;
    if (called.stop === 'model_context_window_exceeded') shorten(talk, SHORTENED);
    if (patience.cuts >= MAX_CUTS) return failed(`${MAX_CUTS} answers in a row were cut off`);
    sayText(talk, CUT);
    return undefined;
  }
  if (patience.cuts > 0 && patched('cuts-in-a-row')) patience.cuts = 0;
  if (answer.is === 'silent') {
    if (patience.nudged) return failed('the model ended without submit, after a nudge (NoSubmit)');
    patience.nudged = true;
    sayText(talk, NUDGE);
  } else {
    patience.nudged = false;
    const results = await runCalls(talk, answer.calls);
    const end = await settle(talk, answer.ending, judge, patience);
    if (end.is !== 'on') return end;
    say(talk, 'user', [...results, ...end.results]);
    const times = timesSeen(talk, patience, answer.calls, results);
    if (times > TOLD) return failed(`it went round in circles: ${describeCalls(answer.calls)}`);
    if (times === TOLD) sayText(talk, CIRCLE);
  }
  return undefined;
}

/** How often these calls had these results lately. */
function timesSeen(talk: Talk, patience: Patience, calls: ToolUse[], results: ToolResult[]): number {
  if (calls.length === 0) return 0;
  const { recent, times } = seen(patience.recent ?? [], { calls, results, tree: talk.tree });
  patience.recent = recent;
  return times >= TOLD && patched('circles') ? times : 0;
}

async function askOrFail(talk: Talk, patience: Patience) {
  try {
    return await ask(talk, patience);
  } catch (error) {
    const refused = error instanceof ApplicationFailure && error.type === FAILURES.contentRefused;
    if (refused) return { is: 'blocked' as const, reason: error.message };
    const tooLong = failureIn(error, FAILURES.tooLong, FAILURES.stageFailed);
    if (!tooLong) throw error;
    return failed(tooLong.message);
  }
}

const failed = (reason: string) => ({ is: 'failed' as const, reason: reason.trim() });

/**
 * What an answer's `submit` or `blocked` leads to; `on` with the refusal when the stage goes on. Neither ends it as long
 * as a person's words wait to be heard, which counts for no refusal.
 */
async function settle<S extends StageName, T>(
  talk: Talk,
  ending: Ending,
  judge: Judge<S, T>,
  patience: Patience,
): Promise<StageEnd<T> | { is: 'on'; results: ToolResult[] }> {
  if (ending.is === 'none') return { is: 'on', results: [] };
  const held = () => ({ is: 'on' as const, results: ending.refuse(HELD) });
  if (ending.is === 'blocked' && wordsWait(talk)) return held();
  if (ending.is === 'blocked') return { is: 'blocked', reason: ending.reason };
  let refusal: string;
  if (ending.is === 'submit') {
    await talk.agent.gate();
    if (wordsWait(talk)) return held();
    const verdict = await judge(ending.value as Submission<S>, talk.tree);
    if (verdict.ok && wordsWait(talk)) return held();
    if (verdict.ok) return { is: 'done', value: verdict.value, tree: talk.tree };
    refusal = verdict.reason;
    if (verdict.free) return { is: 'on', results: ending.refuse(`Refused, and not counted: ${refusal}`) };
  } else refusal = ending.problem;
  patience.submits += 1;
  if (patience.submits < MAX_SUBMITS) {
    return { is: 'on', results: ending.refuse(`Refused (${patience.submits} of ${MAX_SUBMITS}): ${refusal}`) };
  }
  return failed(`${MAX_SUBMITS} submits were refused, the last one because: ${refusal}`);
}
