import { condition, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { Amount } from '../types.js';
import { dollars } from './budget.js';
import { session, workOf, type FeatureRun } from './feature-run.js';
import { answerAsks, lacking, takeBack, type Ask, type Decided } from './grants.js';
import { grantSignal, taskWorkflowId } from './messages.js';
import { endSession } from './sessions.js';

/** What a feature lets its tasks, and itself, spend. */

/** The feature's own phases of thinking. */
export const OWN = 'feature';

/** For a call of the feature's own; `gate` passes at once, or goes through a pause. */
export async function drawOwn(
  run: FeatureRun,
  { least, want }: { least: Amount; want: Amount },
  gate: () => Promise<void>,
): Promise<Amount | undefined> {
  if (!run.bounded) return undefined;
  for (let asked = false; ; asked = true) {
    await gate();
    const held = run.held[OWN];
    if (held && !lacking(held, asked ? least : want)) return held;
    takeBack(run, OWN);
    run.asks.push({ holder: OWN, number: 0, least, want });
    serve(run);
    await condition(() => run.held[OWN] !== undefined || run.pause.wanted !== undefined);
  }
}

/** Answers the asks, as far as they can be met. What only a fresh session or a raised limit can meet wants a pause. */
export function serve(run: FeatureRun): void {
  if (run.asks.length === 0 || run.pause.wanted !== undefined) return;
  const { sessionTokens, maxCost } = run.feature;
  const limit = { tokens: sessionTokens, ...(maxCost === undefined ? {} : { money: maxCost }) };
  const { grants, exhausted } = answerAsks(run, limit, { tokens: session(run).tokens, money: run.cost ?? 0 });
  for (const { ask, amount } of grants) if (ask.holder !== OWN) void send(run, ask, amount);
  if (!exhausted) return;
  const remedy = remedyFor(run, exhausted);
  if (remedy) run.pause.wanted = remedy;
  else if (endSession(run, usedUp(run, exhausted.ask)) === 'opened') serve(run);
}

/** One that has ended meanwhile needs nothing any more. */
async function send(run: FeatureRun, { holder, number }: Ask, amount: Amount): Promise<void> {
  const { report } = workOf(run, holder);
  if (report) report.quiet = false;
  const handle = getExternalWorkflowHandle(taskWorkflowId(run.slug, holder));
  await handle.signal(grantSignal, { number, amount }).catch((error: unknown) => {
    log.debug(`${holder} has ended`, { error });
    takeBack(run, holder);
    serve(run);
  });
}

/** What a person has to raise; undefined where a fresh session will do. */
function remedyFor(run: FeatureRun, { ask, lacks }: NonNullable<Decided['exhausted']>): string | undefined {
  const { sessionTokens, maxCost = 0 } = run.feature;
  if (lacks === 'money') {
    const needs = dollars(ask.least.money ?? 0);
    return (
      `the feature has cost ${dollars(run.cost ?? 0)} of its ${dollars(maxCost)}, and the next request could cost ${needs}; ` +
      `raise the limit (piv budget ${run.slug} --cost N), then resume`
    );
  }
  if (ask.least.tokens > sessionTokens) {
    return (
      `a session may use ${sessionTokens} tokens, and the next request needs room for ${ask.least.tokens}; ` +
      `raise the limit (piv budget ${run.slug} --tokens N), then resume`
    );
  }
  return undefined;
}

function usedUp(run: FeatureRun, { least }: Ask): string {
  const { number, tokens } = session(run);
  return `session ${number} has used ${tokens} of its ${run.feature.sessionTokens} tokens, and the next request needs room for ${least.tokens}`;
}
