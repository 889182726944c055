import type { Prompt } from '../agent/model.js';
import { MAX_ANSWER, MIN_ANSWER, UNKNOWN_ANSWER } from '../limits.js';
import { priceOf } from '../prices.js';
import type { Amount } from '../types.js';
import { roomFor, sizeOfCounted, type Room, type Sized } from './allowance.js';
import type { Dependencies } from './dependencies.js';

/** How long an answer may be, and a conversation: by what the model can do, and by what may be spent. */

interface Wish {
  context?: number;
  allowance?: Amount;
  longest?: number;
}

/** Counted by its bytes first; where there is no room for so many tokens, as the service counts them. */
export async function roomOf(
  { config, model }: Dependencies,
  { context = 0, allowance, longest = MAX_ANSWER }: Wish,
  prompt: Prompt,
  { bytes, used }: { bytes: Sized; used: { tokens: number; money: number } },
): Promise<Room> {
  const most = Math.min(longest, (await model.limits()).answer ?? UNKNOWN_ANSWER);
  if (!allowance) return { maxTokens: most };
  const price = priceOf(config.prices, config.model);
  const within = { allowance, price, used, most, least: Math.min(MIN_ANSWER, most) };
  const room = roomFor(bytes, within);
  if (!('short' in room)) return room;
  const counted = await model.count(prompt);
  return counted === undefined ? room : roomFor(sizeOfCounted(counted, context), within);
}

/** Of a window, so much may be used before answers are in the way; just before a step of the price, all gets dearer. */
const WINDOW_SHARE = 0.7;
const STEP_SHARE = 0.95;

export async function fullOf({ config, model }: Dependencies): Promise<{ full?: number }> {
  const { window } = await model.limits();
  const step = priceOf(config.prices, config.model)?.beyond?.tokens;
  const bounds = [
    ...(window === undefined ? [] : [window * WINDOW_SHARE]),
    ...(step === undefined ? [] : [step * STEP_SHARE]),
  ];
  return bounds.length > 0 ? { full: Math.floor(Math.min(...bounds)) } : {};
}
