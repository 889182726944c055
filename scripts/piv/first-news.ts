import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { featureHandle, type FeatureHandle } from '../../src/client.js';
import { FAILURES, PivError } from '../../src/errors.js';
import type { Status } from '../../src/types.js';
import { featureId } from '../../src/workflows/messages.js';
import { isUnanswered } from './failures.js';

const PATIENCE_MS = 3_000;
const QUERY_MS = 1_000;
const POLL_MS = 100;

/**
 * Waits a moment for what a fresh feature says of its repository, so that a bad one is told right away. `worker`: one
 * has taken the feature.
 */
export async function firstNews(client: Client, feature: string): Promise<{ worker: boolean }> {
  const handle = featureHandle(client, feature);
  let worker = false;
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    const now = await client.withDeadline(Date.now() + QUERY_MS, () => statusIfAny(handle));
    worker ||= now !== undefined;
    if (now?.base) break;
    const { status } = await client.workflow.getHandle(featureId(feature)).describe();
    if (status.name === 'FAILED') throw await refusal(handle);
  }
  return { worker };
}

/** There is none without a worker, nor from a feature that refused its input. */
async function statusIfAny(handle: FeatureHandle): Promise<Status | undefined> {
  try {
    return await handle.status();
  } catch (error) {
    const refused = error instanceof Error && error.name === 'QueryNotRegisteredError';
    if (refused || isUnanswered(error)) return undefined;
    throw error;
  }
}

async function refusal(handle: FeatureHandle): Promise<Error> {
  const message = await handle.result().then(
    () => 'the feature ended at once',
    (error: Error) => error.message,
  );
  return new PivError(FAILURES.invalidInput, message);
}
