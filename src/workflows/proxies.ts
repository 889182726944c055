import { ActivityFailure, ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { HostActivities, LightActivities } from '../activities/index.js';
import { FAILURES } from '../errors.js';
import { hostQueue, TASK_QUEUE } from './messages.js';

/** Activities, each call with a line that says in the Web UI what it does. Temporal alone retries. */

const STEP = {
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
} as const;

export const anywhere = (summary: string) =>
  proxyActivities<LightActivities>({ ...STEP, taskQueue: TASK_QUEUE, startToCloseTimeout: '30 minutes', summary });

export const onHost = (host: string, summary: string) =>
  proxyActivities<HostActivities>({ ...STEP, taskQueue: hostQueue(host), startToCloseTimeout: '2 hours', summary });

const OURS = new Set<string>(Object.values(FAILURES));
OURS.delete(FAILURES.stageFailed);

/** What a person has to mend, when that is why an activity failed for good; undefined for any other error. */
export function remedyIn(error: unknown): string | undefined {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return undefined;
  const { cause } = error;
  return cause instanceof ApplicationFailure && OURS.has(cause.type ?? '') ? cause.message : undefined;
}

/** Why the stage can't go on, when an activity failed for that. */
export function stageFailureIn(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === FAILURES.stageFailed ? cause.message : undefined;
}

/** Does a step; where a person has to mend something first, waits in `stuck` and does it again. */
export async function mended<T>(step: () => Promise<T>, stuck: (remedy: string) => Promise<void>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      const remedy = remedyIn(error);
      if (remedy === undefined) throw error;
      await stuck(remedy);
    }
  }
}
