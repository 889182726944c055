import { patched, workflowInfo } from '@temporalio/workflow';
import type { CallModel, Called, Short } from '../activities/call-model.js';
import type { Bill } from '../activities/failures.js';
import { bytesOf } from '../conversation.js';
import { FAILURES } from '../errors.js';
import { MAX_ANSWER, MIN_ANSWER } from '../limits.js';
import type { Amount } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { waitAfter } from './backoff.js';
import { contextSize, growth } from './budget.js';
import { anywhere, billIn, cancelledIn, failureIn, mended } from './proxies.js';
import { shorten } from './rewrite.js';
import { entriesOf, named, turnName, type Patience, type Talk } from './talk.js';
import { sayWords, wordsWait } from './words.js';

/** One answer of the model: paid for from a grant, waited for, asked for again. This is the one place that retries. */

interface Need {
  least: Amount;
  want: Amount;
}

/** With more in its context than this, a conversation is shortened before it goes on: 70 % of the smaller windows. */
const FULL = 140_000;
/** Bytes that a conversation is shortened to. */
export const SHORTENED = 200_000;

/** The next turn's answer. Throws the failure where the conversation is too long and can't be shortened. */
export async function ask(talk: Talk, patience: Patience): Promise<Called> {
  const { agent } = talk;
  await agent.gate();
  talk.turn += 1;
  if (talk.context > FULL) shorten(talk, SHORTENED);
  let need = needOf(talk);
  let shortened = false;
  for (;;) {
    if (sayWords(talk)) need = needOf(talk);
    const allowance = await agent.draw(need.least, need.want);
    if (wordsWait(talk)) continue;
    try {
      const answer = await call(talk, allowance);
      agent.doing();
      if (!answer) continue;
      if (!('short' in answer)) {
        delete patience.unanswered;
        return paid(talk, answer);
      }
      payLost(talk, { usage: answer.lost, ...costIn(answer) });
      need = answer.short;
    } catch (error) {
      const tooLong = failureIn(error, FAILURES.tooLong);
      if (tooLong) {
        payLost(talk, billIn(tooLong));
        if (shortened || !shorten(talk, SHORTENED)) throw error;
        shortened = true;
      } else {
        patience.unanswered = (patience.unanswered ?? 0) + 1;
        await rest(talk, error, patience.unanswered);
        await turnOver(talk, patience);
      }
    }
  }
}

/**
 * What a person has to mend is waited for here; what the service has to, by the caller. Undefined after a person has
 * mended something: what was granted for this call was given back meanwhile.
 */
async function call(talk: Talk, allowance: Amount | undefined): Promise<Called | Short | undefined> {
  const { agent, plan, from, context } = talk;
  const { firstExecutionRunId: run } = workflowInfo();
  const conversation = { from, to: agent.transcript.length, fingerprint: named(talk) };
  const input: CallModel = { stage: plan.stage, conversation, context, run, ...(allowance ? { allowance } : {}) };
  const what = `${turnName(talk)}: ask the model`;
  let anew = false;
  const asked = (): Promise<Called | Short | undefined> => {
    if (anew) return Promise.resolve(undefined);
    agent.doing(what);
    return anywhere(what)
      .callModel(input)
      .catch((error: unknown) => {
        agent.doing();
        const ended = failureIn(error, FAILURES.modelRefused) ?? cancelledIn(error);
        const bill = ended && billIn(ended);
        if (bill) payLost(talk, bill);
        throw error;
      });
  };
  // Earlier builds spent it all the same.
  const stuck = async (remedy: string) => {
    await agent.stuck(remedy);
    anew = patched('draw-anew');
  };
  return mended(asked, stuck);
}

/** A service may be away for months, in the middle of a turn: the next run asks for that turn's answer. */
async function turnOver(talk: Talk, patience: Patience): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested || !patched('turn-over-in-turn')) return;
  await talk.agent.turnOver?.({ ...talk, turn: talk.turn - 1 }, patience);
}

function paid(talk: Talk, called: Called): Called {
  const { usage, lost, model } = called;
  const tokens = growth(talk.context, usage) + lost.output;
  talk.context = contextSize(usage);
  talk.agent.spend({ tokens, usage: { ...addUsage(usage, lost), requests: 1 }, model, ...costIn(called) });
  return called;
}

/** What gave no reply and cost something all the same. */
function payLost(talk: Talk, { usage = NO_USAGE, cost }: Partial<Bill> = {}): void {
  talk.agent.spend({ tokens: usage.output, usage, ...costIn({ cost }) });
}

const costIn = ({ cost }: { cost?: number | undefined }) => (cost === undefined ? {} : { cost });

/** Leaves the service alone for a while. Any other error is thrown. */
async function rest(talk: Talk, error: unknown, failed: number): Promise<void> {
  const failure = failureIn(error, FAILURES.modelUnavailable);
  if (!failure) throw error;
  const bill = billIn(failure);
  payLost(talk, bill);
  const ms = waitAfter(failed, bill?.retryAfterMs, Math.random());
  await talk.agent.rest(`the model's service can't answer now: ${failure.message}`, ms);
  await talk.agent.gate();
}

/** Most texts have fewer tokens than this many bytes each; the worker corrects that, and lets no request out without room. */
const BYTES_PER_TOKEN = 2;

/** What is new since the last answer, and an answer. */
function needOf(talk: Talk): Need {
  const entries = entriesOf(talk);
  const fresh = entries.slice(entries.findLastIndex((entry) => entry.role === 'assistant') + 1);
  const bytes = bytesOf(fresh);
  if (!patched('room-to-think')) return { least: { tokens: bytes + 4_000 }, want: { tokens: bytes + 32_000 } };
  const tokens = Math.ceil(bytes / BYTES_PER_TOKEN);
  return { least: { tokens: tokens + MIN_ANSWER }, want: { tokens: tokens + MAX_ANSWER } };
}
