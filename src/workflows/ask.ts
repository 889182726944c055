import { patched, workflowInfo } from '@temporalio/workflow';
import type { CallModel, Called, Short } from '../activities/call-model.js';
import type { Bill } from '../activities/failures.js';
import { FAILURES } from '../errors.js';
import type { Amount } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { waitAfter } from './backoff.js';
import { contextSize, growth } from './budget.js';
import { anywhere, billIn, cancelledIn, failureIn, mended } from './proxies.js';
import { freeModel, keepModel } from './model-choice.js';
import type { Patience } from './patience.js';
import { shorten } from './rewrite.js';
import { needOf, SHORTENED, shortenWhereFull } from './room.js';
import { named, turnName, type Talk } from './talk.js';
import { goOnAfresh } from './start-over.js';
import { sayWords, wordsWait } from './words.js';

/** One answer of the model: paid for from a grant, waited for, asked for again. This is the one place that retries. */

/** The service's cache forgets after five minutes. */
const SLOW_MS = 4 * 60_000;

/** The next turn's answer. Throws the failure where the conversation is too long and can't be shortened. */
export async function ask(talk: Talk, patience: Patience): Promise<Called> {
  const { agent } = talk;
  await agent.gate();
  talk.turn += 1;
  shortenWhereFull(talk);
  if (talk.answered !== undefined && Date.now() - talk.answered > SLOW_MS) talk.slow = true;
  let need = needOf(talk, patience);
  let shortened = false;
  for (;;) {
    if (sayWords(talk)) need = needOf(talk, patience);
    const allowance = await agent.draw(need.least, need.want);
    if (wordsWait(talk)) continue;
    try {
      const answer = await call(talk, allowance, patience);
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
      const refused = failureIn(error, FAILURES.contentRefused);
      if (tooLong) {
        payLost(talk, billIn(tooLong));
        if (shortened || !shorten(talk, SHORTENED)) throw error;
        shortened = true;
      } else if (refused) {
        payLost(talk, billIn(refused));
        await goOnAfresh(talk, patience, refused);
        need = needOf(talk, patience);
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
async function call(
  talk: Talk,
  allowance: Amount | undefined,
  { cuts }: Patience,
): Promise<Called | Short | undefined> {
  const { agent, plan, from, context } = talk;
  const { firstExecutionRunId: run } = workflowInfo();
  const conversation = { from, to: agent.transcript.length, fingerprint: named(talk) };
  const input: CallModel = {
    stage: plan.stage,
    conversation,
    context,
    run,
    ...(allowance ? { allowance } : {}),
    ...(cuts > 0 ? { longer: true } : {}),
    ...(talk.slow ? { hour: true } : {}),
  };
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
    freeModel(talk);
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
  const { usage, lost, model, without } = called;
  const tokens = growth(talk.context, usage) + lost.output;
  talk.context = contextSize(usage);
  talk.answered = Date.now();
  if (called.full !== undefined) talk.full = called.full;
  keepModel(talk, called.asked);
  const spent = { tokens, usage: { ...addUsage(usage, lost), requests: 1 }, model, ...costIn(called) };
  talk.agent.spend({ ...spent, ...(without ? { without } : {}) });
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
