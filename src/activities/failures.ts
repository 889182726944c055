import { ApplicationFailure } from '@temporalio/activity';
import { ModelFailure } from '../agent/model.js';
import { FAILURES, PivError } from '../errors.js';

/** Turns what the rest of the code throws into failures that Temporal retries, or not. */
export function asFailure(error: unknown): unknown {
  if (error instanceof PivError) return ApplicationFailure.nonRetryable(error.message, error.type);
  if (error instanceof ModelFailure) {
    return ApplicationFailure.create({
      type: error.needsPerson ? FAILURES.modelRefused : FAILURES.modelUnavailable,
      message: error.message,
      nonRetryable: error.needsPerson,
      ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    });
  }
  return error;
}
