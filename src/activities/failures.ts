import { ApplicationFailure } from '@temporalio/activity';
import type { ModelFailure } from '../agent/model-failure.js';
import { FAILURES, PivError } from '../errors.js';
import { lastingTrouble } from '../git/words.js';
import type { Usage } from '../types.js';

/** Turns what only a person can mend into a failure that Temporal doesn't retry; other errors stay as they are. */
export const asFailure = (error: unknown): unknown => wellFormed(typed(error));

function typed(error: unknown): unknown {
  if (error instanceof PivError) return ApplicationFailure.nonRetryable(error.message, error.type);
  const lasting = lastingTrouble(error);
  return lasting ? ApplicationFailure.nonRetryable(`${lasting}, then: retry`, FAILURES.hostRefused) : error;
}

/** With half a character in its text, left over where something was cut, the server could never be told of it. */
function wellFormed(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack = '', cause } = error;
  if (!(message + stack).isWellFormed()) {
    Object.assign(error, { message: message.toWellFormed(), stack: stack.toWellFormed() });
  }
  wellFormed(cause);
  return error;
}

const TYPES = {
  wait: FAILURES.modelUnavailable,
  person: FAILURES.modelRefused,
  shorten: FAILURES.tooLong,
  other: FAILURES.contentRefused,
} as const;

/** What comes with a failure of the model's service. */
export interface Bill {
  /** What the call cost all the same, attempts that were cut included. */
  usage: Usage;
  /** Dollars, where the model has a price. */
  cost?: number;
  /** How long the service asks to be left alone. */
  retryAfterMs?: number;
}

/** The workflow pays the bill, and decides when to ask again: it alone retries. */
export function modelFailure({ message, mend, retryAfterMs }: ModelFailure, paid: Omit<Bill, 'retryAfterMs'>) {
  const bill: Bill = { ...paid, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return ApplicationFailure.nonRetryable(message, TYPES[mend], bill);
}
