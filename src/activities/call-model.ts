import { CancelledFailure, Context, log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ModelFailure } from '../agent/model-failure.js';
import type { ModelReply } from '../agent/model.js';
import { toolsOf } from '../agent/tools/toolset.js';
import { costOf, priceOf } from '../prices.js';
import type { Amount, Choice, Entry, StageName, Usage } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { alive } from './alive.js';
import { modelFailure } from './failures.js';
import { sizeOf } from './allowance.js';
import { fullAt, roomOf } from './model-room.js';
import type { Dependencies } from './dependencies.js';
import { createSpool, type Spool } from './spool.js';
import { transcriptOf } from './transcript-of.js';

export interface CallModel {
  stage: StageName;
  /** Where the conversation stands in the workflow's transcript, and its fingerprint. */
  conversation: { from: number; to: number; fingerprint: string };
  /** Tokens in the context after the last call; 0 in a new one. */
  context?: number;
  /** What all attempts of this call together may come to; nothing is limited without it. */
  allowance?: Amount;
  /** The last answer was cut: this one may be longer. */
  longer?: boolean;
  /** The conversation is to stay in the service's cache for an hour. */
  hour?: boolean;
  /** The first run of the workflow, which the spool goes by. */
  run?: string;
}

export interface Called extends ModelReply {
  /** What earlier attempts of this call cost without giving a reply. */
  lost: Usage;
  /** Dollars, of the lost attempts too; missing where the model has no price. */
  cost?: number;
  /** Tokens from which on the conversation is to be shortened; missing where the model tells nothing of its window. */
  full?: number;
}

/** The allowance is too small for the request, which was not made. */
export interface Short {
  short: { least: Amount; want: Amount };
  /** What attempts that were cut have cost. */
  lost: Usage;
  cost?: number;
}

/** One request to the model; its reply is spooled before this returns, and looked for there first. */
export function callModelActivity(deps: Dependencies) {
  const { config, client, conversations } = deps;
  const spool = createSpool(config.home);
  /** A second copy, for a worker that dies now: the reply is paid for, and goes to the workflow also where there is none. */
  const keep = (...[run, call, reply, asked]: Parameters<Spool['keep']>) =>
    spool.keep(run, call, reply, asked).catch((error: Error) => {
      log.warn(`a reply could not be kept in ${config.home}: ${error.message}`);
    });
  return async function callModel(call: CallModel): Promise<Called | Short> {
    return alive(async (signal, tell) => {
      const { info } = Context.current();
      const { fingerprint } = call.conversation;
      const run = call.run ?? info.workflowExecution!.runId;
      const lost = (info.heartbeatDetails as Usage | undefined) ?? NO_USAGE;
      const entries = conversations.find(fingerprint) ?? (await transcriptOf(client, call.conversation));
      const spooled = await spool.find(run, fingerprint);
      if (!spooled) await assertCurrent(client);
      const asked = Date.now();
      const answer = spooled ?? (await ask(deps, call, entries, lost, { signal, tell }));
      const { model } = choiceIn(entries, config);
      if ('short' in answer) return { ...answer, lost, ...costIn(deps, [model], lost) };
      if (!spooled) await keep(run, fingerprint, answer, asked);
      const said: Entry = { conversation: entries[0]!.conversation, role: 'assistant', content: answer.content };
      if (answer.content.length > 0) conversations.grow(fingerprint, entries, [said]);
      const cost = costIn(deps, [answer.model, model], addUsage(answer.usage, lost), answer.hourWrites);
      const full = await fullAt(deps, model);
      return { ...answer, lost, ...cost, ...(full === undefined ? {} : { full }) };
    });
  };
}

/** Longer than a step mostly takes to reach a worker that isn't held up. */
const HELD_UP_MS = 100;

/**
 * Throws where Temporal waits for this attempt no more: nothing may be paid for in vain. A worker that was held up goes on
 * with all that it was given meanwhile, and what isn't done at once may be another's by then.
 */
async function assertCurrent(client: Client): Promise<void> {
  const { info } = Context.current();
  if (Date.now() - info.currentAttemptScheduledTimestampMs < HELD_UP_MS) return;
  const { workflowId, runId } = info.workflowExecution!;
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  const mine = raw.pendingActivities?.find((activity) => activity.activityId === info.activityId);
  if (mine?.attempt !== info.attempt) throw new Error('a later attempt of this call is under way, or has ended');
}

/** The model of this conversation: the worker's as long as it has none. */
function choiceIn([system]: Entry[], { model, effort }: Dependencies['config']): Choice {
  const own = system?.role === 'system' && system.model !== undefined ? system : undefined;
  const wish = own ? own.effort : effort;
  return { model: own?.model ?? model, ...(wish ? { effort: wish } : {}) };
}

/** By the price of the model that answered, or of the one that was asked for. */
function costIn({ config }: Dependencies, models: string[], usage: Usage, hourWrites = usage.cacheWrites) {
  const price = models.map((model) => priceOf(config.prices, model)).find((known) => known !== undefined);
  return price ? { cost: costOf(price, usage, hourWrites) } : {};
}

async function ask(
  deps: Dependencies,
  call: CallModel,
  entries: Entry[],
  lost: Usage,
  { signal, tell }: { signal: AbortSignal; tell(lost: Usage): void },
): Promise<ModelReply | { short: Short['short'] }> {
  const { stage, context: known = 0 } = call;
  const [system, ...messages] = entries;
  if (system?.role !== 'system') throw new Error('a conversation starts with its system entry');
  const tools = system.tools ?? toolsOf(stage);
  const said = messages.filter((entry) => entry.role !== 'system');
  const choice = choiceIn(entries, deps.config);
  const prompt = { system: system.content, messages: said, tools, ...choice };
  const counted = system.left === undefined || system.left === choice.model ? known : 0;
  const used = { tokens: lost.output, money: costIn(deps, [choice.model], lost).cost ?? 0 };
  const room = await roomOf(deps, call, prompt, { bytes: sizeOf(entries, tools, counted), used });
  if ('short' in room) return room;
  const request = { ...prompt, maxTokens: room.maxTokens, ...(call.hour ? { hour: true } : {}) };
  const bill = (usage: Usage) => ({ usage, ...costIn(deps, [choice.model], usage) });
  let spent = lost;
  const hear = (usage: Usage) => tell((spent = addUsage(lost, usage)));
  try {
    const reply = await deps.model.ask(request, hear, signal);
    return JSON.parse(JSON.stringify(reply)) as ModelReply;
  } catch (error) {
    if (error instanceof ModelFailure) throw modelFailure(error, bill(addUsage(lost, error.usage)));
    if (Context.current().cancellationSignal.aborted) throw new CancelledFailure('cancelled', [bill(spent)]);
    throw error;
  }
}
