import { Context } from '@temporalio/activity';
import { asStep } from '../git/lease.js';
import { asFailure } from './failures.js';

const BEAT_MS = 2_000;

/** Runs a step with a heartbeat, and gives it the signal that ends it: a cancel, or a later attempt in its place. Errors leave as failures of ours. */
export async function alive<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(context.info.heartbeatDetails), BEAT_MS);
  context.heartbeat(context.info.heartbeatDetails);
  try {
    return await asStep((taken) => step(AbortSignal.any([context.cancellationSignal, taken])));
  } catch (error) {
    throw asFailure(error);
  } finally {
    clearInterval(beat);
  }
}
