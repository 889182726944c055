import { LUMP } from '../limits.js';
import type { Amount } from '../types.js';

/**
 * Who may spend what: decisions only. What was granted and isn't spent yet is held, so that tokens and money spent by
 * all together stay below the limits, whoever is heard of late.
 */

export interface Ask {
  /** A task, or the feature itself. */
  holder: string;
  /** Its own count of asks: the answer names it. */
  number: number;
  /** Less than this is of no use. */
  least: Amount;
  want: Amount;
}

/** Who holds how much of what was granted, and who asks, in order. */
export interface Book {
  held: Record<string, Amount>;
  asks: Ask[];
}

export const NOTHING: Amount = { tokens: 0 };

/** What is free: the limits, less what was spent and what is held. */
export function freeOf(limit: Amount, spent: Required<Amount>, held: Amount[]): Amount {
  const tokens = held.reduce((left, one) => left - one.tokens, limit.tokens - spent.tokens);
  if (limit.money === undefined) return { tokens };
  return { tokens, money: held.reduce((left, one) => left - (one.money ?? 0), limit.money - spent.money) };
}

/** What a holder has, and asks for, is void: it is quiet, asks anew, or has ended. */
export function takeBack(book: Book, holder: string): void {
  delete book.held[holder];
  book.asks = book.asks.filter((ask) => ask.holder !== holder);
}

/** A holder has spent some of what it holds. */
export function spendHeld(book: Book, holder: string, spent: { tokens: number; money: number }): void {
  const held = book.held[holder];
  if (held) book.held[holder] = less(held, spent);
}

/** Answers the asks as far as they can be met. */
export function answerAsks(book: Book, limit: Amount, spent: Required<Amount>): Decided {
  const held = Object.values(book.held);
  const decided = decide(freeOf(limit, spent, held), book.asks, held.length > 0);
  for (const { ask, amount } of decided.grants) {
    takeBack(book, ask.holder);
    book.held[ask.holder] = amount;
  }
  return decided;
}

export interface Decided {
  grants: { ask: Ask; amount: Amount }[];
  /** The ask that nothing but a fresh session or a raised limit can meet, and what it lacks. */
  exhausted?: { ask: Ask; lacks: 'tokens' | 'money' };
}

/**
 * Serves the asks in their order. The first one that can't be met waits for what others hold and don't spend, so that
 * none is starved; where nobody holds anything, what is left is of no use and the limit is reached.
 */
export function decide(free: Amount, asks: Ask[], othersHold: boolean): Decided {
  const left = { ...free };
  const grants: Decided['grants'] = [];
  for (const ask of asks) {
    const lacks = lacking(left, ask.least);
    if (lacks) {
      if (othersHold || grants.length > 0) return { grants };
      return { grants, exhausted: { ask, lacks } };
    }
    const amount = shareOf(left, ask);
    left.tokens -= amount.tokens;
    if (left.money !== undefined) left.money -= amount.money ?? 0;
    grants.push({ ask, amount });
  }
  return { grants };
}

export function lacking(have: Amount, least: Amount): 'tokens' | 'money' | undefined {
  if (have.tokens < least.tokens) return 'tokens';
  return have.money !== undefined && have.money < (least.money ?? 0) ? 'money' : undefined;
}

/** Tokens in whole lumps, as long as there are some; money for a few requests like this one. */
function shareOf(left: Amount, { least, want }: Ask): Amount {
  const tokens = Math.min(left.tokens, Math.ceil(Math.max(want.tokens, least.tokens) / LUMP) * LUMP);
  if (left.money === undefined) return { tokens };
  return { tokens, money: Math.min(left.money, Math.max(want.money ?? 0, least.money ?? 0) * REQUESTS) };
}

const REQUESTS = 3;

/** What is left of a grant after a turn. */
export function less(held: Amount, spent: { tokens: number; money: number }): Amount {
  const tokens = Math.max(0, held.tokens - spent.tokens);
  return held.money === undefined ? { tokens } : { tokens, money: Math.max(0, held.money - spent.money) };
}
