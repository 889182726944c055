import type { Usage } from '../types.js';

/** Tokens, counted as they enter a context; the usage of every call beside it. */

export interface Spent {
  /** As they entered the context. */
  tokens: number;
  usage: Usage;
  /** Dollars; missing where the model has no price. */
  cost?: number;
  /** Missing where no reply came. */
  model?: string;
  /** What the model's service was asked without, as it doesn't take it. */
  without?: string[];
}

/** As people read them. */
export const dollars = (amount: number) => `$${amount.toFixed(2)}`;

/** Tokens in a context after a call: its whole prompt and its output. */
export const contextSize = (usage: Usage) => usage.input + usage.cacheReads + usage.cacheWrites + usage.output;

/** What one turn put into a context that held `before`. */
export const growth = (before: number, usage: Usage) => Math.max(0, contextSize(usage) - before);

/** Where a session stands, as the seed has it: warned at 75 %, no new task at 88 %, paused at 100 %. */
export type SessionLevel = 'free' | 'warned' | 'closing' | 'used';

export function sessionLevel(tokens: number, limit: number): SessionLevel {
  const share = tokens / limit;
  if (share >= 1) return 'used';
  if (share >= 0.88) return 'closing';
  return share >= 0.75 ? 'warned' : 'free';
}
