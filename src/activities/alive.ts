import { Context } from '@temporalio/activity';
import { asStep } from '../git/lease.js';
import { asFailure } from './failures.js';

const BEAT_MS = 2_000;

/**
 * Runs a step with a heartbeat. The step gets the signal that ends it (a cancel, or a later attempt in its place), and a
 * way to say what its next attempt has to know: until it is used, what the last attempt said. Errors leave as failures of
 * ours.
 */
export async function alive<T>(
  step: (signal: AbortSignal, tell: (details: unknown) => void) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  let known: unknown = context.info.heartbeatDetails;
  const tell = (details: unknown) => {
    known = details;
    context.heartbeat(known);
  };
  const beat = setInterval(() => context.heartbeat(known), BEAT_MS);
  tell(known);
  try {
    return await asStep((taken) => step(AbortSignal.any([context.cancellationSignal, taken]), tell));
  } catch (error) {
    throw asFailure(error);
  } finally {
    clearInterval(beat);
  }
}
