import type { Prompt } from '../agent/model.js';
import { FAILURES, PivError } from '../errors.js';
import { LONGEST_ANSWER, MAX_ANSWER, MIN_ANSWER, UNKNOWN_ANSWER } from '../limits.js';
import { noPrice, priceOf } from '../prices.js';
import { roomFor, sizeOfCounted, type Room, type Sized } from './allowance.js';
import type { CallModel } from './call-model.js';
import type { Dependencies } from './dependencies.js';

/** How long an answer may be: by what the model can do, and by what may be spent. */

type Wish = Pick<CallModel, 'context' | 'allowance' | 'longer'>;

/** Counted by its bytes first; where there is no room for so many tokens, as the service counts them. */
export async function roomOf(
  { config, model }: Dependencies,
  { context = 0, allowance, longer }: Wish,
  prompt: Prompt,
  { bytes, used }: { bytes: Sized; used: { tokens: number; money: number } },
): Promise<Room> {
  const name = prompt.model ?? config.model;
  const most = Math.min(longer ? LONGEST_ANSWER : MAX_ANSWER, (await model.limits(name)).answer ?? UNKNOWN_ANSWER);
  if (!allowance) return { maxTokens: most };
  const unpriced = allowance.money === undefined ? undefined : noPrice(config.prices, name);
  if (unpriced) throw new PivError(FAILURES.modelRefused, unpriced);
  const price = priceOf(config.prices, name);
  const within = { allowance, price, used, most, least: Math.min(MIN_ANSWER, most) };
  const room = roomFor(bytes, within);
  if (!('short' in room)) return room;
  const counted = await model.count(prompt);
  return counted === undefined ? room : roomFor(sizeOfCounted(counted, context), within);
}

/** Of a model's window, as much: the rest is for what a turn adds. */
const SHARE = 0.7;
/** Of a price step, as the next turn has to stay below it too. */
const BELOW_STEP = 0.9;

/** Tokens from which on a conversation is to be shortened; undefined of a model that tells nothing of its window. */
export async function fullAt({ config, model }: Dependencies, name: string): Promise<number | undefined> {
  const { window } = await model.limits(name);
  const step = priceOf(config.prices, name)?.beyond?.tokens;
  const bounds = [...(window ? [window * SHARE] : []), ...(step ? [step * BELOW_STEP] : [])];
  return bounds.length > 0 ? Math.floor(Math.min(...bounds)) : undefined;
}
