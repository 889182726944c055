import { ApplicationFailure } from '@temporalio/activity';
import { ModelFailure } from '../agent/model-failure.js';
import { FAILURES, PivError } from '../errors.js';

const TYPES = {
  wait: FAILURES.modelUnavailable,
  person: FAILURES.modelRefused,
  shorten: FAILURES.stageFailed,
} as const;

/** Turns what the rest of the code throws into failures that Temporal retries, or not. */
export function asFailure(error: unknown): unknown {
  if (error instanceof PivError) return ApplicationFailure.nonRetryable(error.message, error.type);
  if (error instanceof ModelFailure) {
    return ApplicationFailure.create({
      type: TYPES[error.mend],
      message: error.message,
      nonRetryable: error.mend !== 'wait',
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  }
  return error;
}
