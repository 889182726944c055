import type { Prompt } from '../agent/model.js';
import { MAX_ANSWER, MIN_ANSWER, UNKNOWN_ANSWER } from '../limits.js';
import { priceOf } from '../prices.js';
import type { Amount } from '../types.js';
import { roomFor, sizeOfCounted, type Room, type Sized } from './allowance.js';
import type { Dependencies } from './dependencies.js';

/** How long an answer may be: by what the model can do, and by what may be spent. */

interface Wish {
  context?: number;
  allowance?: Amount;
}

/** Counted by its bytes first; where there is no room for so many tokens, as the service counts them. */
export async function roomOf(
  { config, model }: Dependencies,
  { context = 0, allowance }: Wish,
  prompt: Prompt,
  { bytes, used }: { bytes: Sized; used: { tokens: number; money: number } },
): Promise<Room> {
  const most = Math.min(MAX_ANSWER, (await model.limits(prompt.model)).answer ?? UNKNOWN_ANSWER);
  if (!allowance) return { maxTokens: most };
  const price = priceOf(config.prices, prompt.model ?? config.model);
  const within = { allowance, price, used, most, least: Math.min(MIN_ANSWER, most) };
  const room = roomFor(bytes, within);
  if (!('short' in room)) return room;
  const counted = await model.count(prompt);
  return counted === undefined ? room : roomFor(sizeOfCounted(counted, context), within);
}
