import type { BlockedBy, StageName, Submission, ToolResult, ToolUse } from '../types.js';
import { answerTo, refusalOf, type Ending } from './answers.js';
import type { Patience } from './patience.js';
import type { Talk } from './talk.js';
import { wordsWait } from './words.js';

/** What an answer's `submit`, `check` or `blocked` leads to. */

/** `free`: what is refused is no fault of the work, and uses up no submit. */
export type Verdict<T> = { ok: true; value: T } | { ok: false; reason: string; free?: boolean | undefined };

/** Judges a submission on the tree that it was made with; a trial leaves nothing behind. */
export type Judge<S extends StageName, T> = (
  submission: Submission<S>,
  tree: string,
  trial: boolean,
) => Promise<Verdict<T>>;

export type End<T> =
  | { is: 'done'; value: T }
  | { is: 'blocked'; reason: string; kind?: BlockedBy | undefined }
  | { is: 'failed'; reason: string };

/** The stage goes on; `asked`: what has these results and was no tool's to do. */
interface On {
  is: 'on';
  results: ToolResult[];
  asked?: ToolUse[];
}

const MAX_SUBMITS = 3;

const HELD =
  'Not taken yet: a person has said something meanwhile, which follows. Call this again after that, if it is still right.';
const WOULD_PASS = 'A submit of this would be accepted.';

export const failed = (reason: string) => ({ is: 'failed' as const, reason: reason.trim() });

/** A stage doesn't end as long as a person's words wait to be heard, which counts for no refusal. */
export async function settle<S extends StageName, T>(
  talk: Talk,
  ending: Ending,
  judge: Judge<S, T>,
  patience: Patience,
): Promise<End<T> | On> {
  if (ending.is === 'none') return { is: 'on', results: [] };
  const { call } = ending;
  const refuse = (reason: string): On => ({ is: 'on', results: [refusalOf(call, reason)] });
  if (ending.is === 'blocked') {
    const { reason, kind } = ending;
    return wordsWait(talk) ? refuse(HELD) : { is: 'blocked', reason, kind };
  }
  if (ending.is === 'wrong' && call.name === 'check') return refuse(ending.problem);
  let refusal: string;
  if (ending.is !== 'wrong') {
    await talk.agent.gate();
    if (wordsWait(talk)) return refuse(HELD);
    const verdict = await judge(ending.value as Submission<S>, talk.tree, ending.is === 'check');
    if (ending.is === 'check') return { is: 'on', results: [answerTo(call, foreseen(verdict))], asked: [call] };
    if (verdict.ok) return wordsWait(talk) ? refuse(HELD) : { is: 'done', value: verdict.value };
    refusal = verdict.reason;
    if (verdict.free) return refuse(`Refused, and not counted: ${refusal}`);
  } else refusal = ending.problem;
  patience.submits += 1;
  talk.agent.refused?.(`${talk.plan.stage}: ${refusal}`);
  if (patience.submits < MAX_SUBMITS) return refuse(`Refused (${patience.submits} of ${MAX_SUBMITS}): ${refusal}`);
  return failed(`${MAX_SUBMITS} submits were refused, the last one because: ${refusal}`);
}

const foreseen = <T>(verdict: Verdict<T>) => (verdict.ok ? WOULD_PASS : `A submit would be refused: ${verdict.reason}`);
