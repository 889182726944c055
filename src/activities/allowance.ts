import { byteLength } from '../byte-length.js';
import { bytesOf } from '../conversation.js';
import { answerPrice, worstCost, type Price } from '../prices.js';
import type { Amount, Entry } from '../types.js';

/** Whether a request may go out: it does only if the worst that it can come to is within its allowance. */

export interface Sized {
  /** Tokens of the prompt at the most, and of what is new in it. */
  prompt: number;
  fresh: number;
}

/** What the service adds to a prompt that has tools: some hundred tokens. */
const FRAME = 1_000;

/**
 * By bytes, as a token is a byte or more. `context`: tokens that the conversation had after its last call; 0 in a new one,
 * or when it is not known any more. What came after the last answer is new.
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

/** As the service has counted the prompt. */
export const sizeOfCounted = (prompt: number, context: number): Sized => ({
  prompt,
  fresh: Math.max(0, prompt - context),
});

/** Tokens that the answer may have, or what is missing: the least that lets the request out, and what it would like. */
export type Room = { maxTokens: number } | { short: { least: Amount; want: Amount } };

export interface Within {
  allowance: Amount;
  price: Price | undefined;
  /** Output tokens and dollars of earlier attempts of this call, which came out of the same allowance. */
  used?: { tokens: number; money: number };
  /** Tokens that an answer needs at the least, and may have at the most. */
  least: number;
  most: number;
}

export function roomFor({ prompt, fresh }: Sized, within: Within): Room {
  const { allowance, price, used = { tokens: 0, money: 0 }, least, most } = within;
  const amount = (answer: number): Amount => ({
    tokens: fresh + answer,
    ...(allowance.money !== undefined && price ? { money: worstCost(price, prompt, answer) } : {}),
  });
  const byTokens = allowance.tokens - used.tokens - fresh;
  const maxTokens = Math.min(most, Math.floor(byTokens), byMoney(prompt, { ...within, used }));
  if (maxTokens >= least) return { maxTokens };
  return { short: { least: amount(least), want: amount(most) } };
}

/** Sums of fractions of a cent are not exact: what was granted for so many tokens has to do for them. */
const EXACT = 1e-6;

function byMoney(prompt: number, { allowance: { money }, price, used, most }: Required<Within>): number {
  if (money === undefined || !price) return most;
  const left = money - used.money - worstCost(price, prompt, 0);
  const each = answerPrice(price, prompt);
  return each > 0 ? Math.floor(left / each + EXACT) : left >= 0 ? most : 0;
}
