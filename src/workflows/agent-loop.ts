import { ApplicationFailure, patched } from '@temporalio/workflow';
import { describeCalls } from '../describe-calls.js';
import { FAILURES } from '../errors.js';
import type { StageName, ToolResult, ToolUse } from '../types.js';
import { readAnswer } from './answers.js';
import { ask } from './ask.js';
import { TreesLost } from './hosts.js';
import { failureIn } from './proxies.js';
import { seen, TOLD } from './repetition.js';
import { openTalk } from './open-talk.js';
import { beginTurn, goBack, shorten } from './rewrite.js';
import { SHORTENED } from './room.js';
import type { Patience } from './patience.js';
import { failed, settle, type End, type Judge } from './settle.js';
import { runCalls, say, sayText, type Agent, type StagePlan, type Talk } from './talk.js';

/** The one loop of all stages of thinking: ask the model, run its tools, until a submit is accepted. */

/** How a stage ended, and the conversation that it ended in. */
export type StageEnd<T> = End<T> & { talk: Talk };

const MAX_TURNS = 150;
const MAX_CUTS = 3;

const NUDGE = 'End this stage by calling the tool submit, or blocked with the reason. Nothing else ends it.';
const CUT =
  'Your answer was cut off before it was complete, so none of its tool calls was run. Answer in smaller pieces.';
const CIRCLE = `The same calls had the same results ${TOLD} times. Once more ends this stage: do something else, or call blocked with the reason.`;

export async function runStage<S extends StageName, T>(
  agent: Agent,
  plan: StagePlan<S>,
  judge: Judge<S, T>,
): Promise<StageEnd<T>> {
  const talk = await openTalk(agent, plan);
  const patience = plan.resumed?.patience ?? { nudged: false, cuts: 0, submits: plan.submitted ?? 0 };
  return { ...(await converse(talk, judge, patience)), talk };
}

async function converse<S extends StageName, T>(talk: Talk, judge: Judge<S, T>, patience: Patience): Promise<End<T>> {
  const { agent } = talk;
  while (talk.turn - (talk.since ?? 0) < MAX_TURNS) {
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
): Promise<End<T> | undefined> {
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
    const { asked = answer.calls } = end;
    const times = timesSeen(talk, patience, asked, [...results, ...end.results]);
    if (times > TOLD) return failed(`it went round in circles: ${describeCalls(asked)}`);
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
    if (refused) return { is: 'blocked' as const, kind: 'ground' as const, reason: error.message };
    const tooLong = failureIn(error, FAILURES.tooLong, FAILURES.stageFailed);
    if (!tooLong) throw error;
    return failed(tooLong.message);
  }
}
