import { byteLength } from '../byte-length.js';
import { bytesOf } from '../conversation.js';
import { worstCost, type Price } from '../prices.js';
import type { Amount, Entry } from '../types.js';
import { MAX_ANSWER, MIN_ANSWER } from '../limits.js';

/** Whether a request may go out: it does only if the worst that it can come to is within its allowance. */

export interface Sized {
  /** Tokens of the prompt at the most, and of what is new in it: a token is a byte or more. */
  prompt: number;
  fresh: number;
}

/** What the service adds to a prompt that has tools: some hundred tokens. */
const FRAME = 1_000;

/**
 * `context`: tokens that the conversation had after its last call; 0 in a new one, or when it is not known any more.
 * What came after the last answer is new.
 */
export function sizeOf(entries: Entry[], tools: object[], context: number): Sized {
  const last = entries.findLastIndex((entry) => entry.role === 'assistant');
  if (context > 0 && last >= 0) {
    const fresh = bytesOf(entries.slice(last + 1));
    return { prompt: context + fresh, fresh };
  }
  const prompt = bytesOf(entries) + byteLength(JSON.stringify(tools)) + FRAME;
  return { prompt, fresh: prompt };
}

/** Tokens that the answer may have, or what is missing: the least that lets the request out, and what it would like. */
export type Room = { maxTokens: number } | { short: { least: Amount; want: Amount } };

/** `used`: output tokens and dollars of earlier attempts of this call, which came out of the same allowance. */
export function roomFor(
  { prompt, fresh }: Sized,
  allowance: Amount,
  price: Price | undefined,
  used: { tokens: number; money: number } = { tokens: 0, money: 0 },
): Room {
  const amount = (answer: number): Amount => ({
    tokens: fresh + answer,
    ...(allowance.money !== undefined && price ? { money: worstCost(price, prompt, answer) } : {}),
  });
  const byTokens = allowance.tokens - used.tokens - fresh;
  const maxTokens = Math.min(MAX_ANSWER, Math.floor(byTokens), byMoney(prompt, allowance, price, used.money));
  if (maxTokens >= MIN_ANSWER) return { maxTokens };
  return { short: { least: amount(MIN_ANSWER), want: amount(MAX_ANSWER) } };
}

function byMoney(prompt: number, { money }: Amount, price: Price | undefined, used: number): number {
  if (money === undefined || !price) return MAX_ANSWER;
  const left = money - used - worstCost(price, prompt, 0);
  const each = worstCost(price, prompt, 1) - worstCost(price, prompt, 0);
  return each > 0 ? Math.floor(left / each + 1e-9) : left >= 0 ? MAX_ANSWER : 0;
}
