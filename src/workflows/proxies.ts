import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  patched,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { HostActivities, LightActivities } from '../activities/index.js';
import type { Bill } from '../activities/failures.js';
import { FAILURES, type FailureType } from '../errors.js';
import { hostQueue, TASK_QUEUE } from './messages.js';

/** Activities, each call with a line that says in the Web UI what it does. Temporal alone retries. */

const STEP = {
  heartbeatTimeout: '10 seconds',
  // Some ten minutes; then a person hears of it.
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds', maximumAttempts: 24 },
} as const;

/**
 * A step that is cancelled has ended before its workflow goes on: what it still makes is removed then. The SDK's own
 * default is the other way. Earlier builds did not wait.
 */
export const cancelWaits = () => patched('cancel-waits');
const cancellation = () => (cancelWaits() ? { cancellationType: 'WAIT_CANCELLATION_COMPLETED' as const } : {});

export const anywhere = (summary: string) =>
  proxyActivities<LightActivities>({
    ...STEP,
    ...cancellation(),
    taskQueue: TASK_QUEUE,
    startToCloseTimeout: '30 minutes',
    summary,
  });

/**
 * How long a step may wait for a worker of its host, each attempt anew: such a worker has more slots than it needs, so
 * that also a busy one is never late.
 */
const PATIENCE = { many: '3 seconds', one: '15 seconds' } as const;

const LONGEST = '2 hours';

/** Without `hosts` it waits as long as it takes. */
export const onHost = (host: string, summary: string, hosts?: keyof typeof PATIENCE) =>
  proxyActivities<HostActivities>({
    ...STEP,
    ...cancellation(),
    taskQueue: hostQueue(host),
    startToCloseTimeout: LONGEST,
    // Once more, it would take as long.
    retry: { ...STEP.retry, nonRetryableErrorTypes: ['TemporalTimeout:StartToClose'] },
    summary,
    ...(hosts ? { scheduleToStartTimeout: PATIENCE[hosts] } : {}),
  });

/** Any host may answer this, also one that dies meanwhile. */
export const adoptAnywhere = (what: string) =>
  proxyActivities<Pick<LightActivities, 'adopt'>>({
    ...cancellation(),
    taskQueue: TASK_QUEUE,
    startToCloseTimeout: '30 minutes',
    heartbeatTimeout: '5 seconds',
    retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '10 seconds' },
    summary: `${what}: take over from a host that is gone`,
  });

/** Beside the turns, and given up where it doesn't work at once: the next one has all that this had. */
export const beside = (host: string, summary: string) =>
  proxyActivities<Pick<HostActivities, 'shareWork'>>({
    ...cancellation(),
    taskQueue: hostQueue(host),
    startToCloseTimeout: '2 minutes',
    scheduleToStartTimeout: PATIENCE.many,
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: 1 },
    summary,
  });

/** Failures that a person mends. The others of ours mean something to the workflow. */
const FOR_PEOPLE = new Set<string>(Object.values(FAILURES));
for (const type of [FAILURES.stageFailed, FAILURES.tooLong, FAILURES.contentRefused, FAILURES.modelUnavailable]) {
  FOR_PEOPLE.delete(type);
}

/** Why an activity failed for good, if that is what the error says. */
export function causeOf(error: unknown): ApplicationFailure | TimeoutFailure | undefined {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return undefined;
  const { cause } = error;
  return cause instanceof ApplicationFailure || cause instanceof TimeoutFailure ? cause : undefined;
}

export function failureIn(error: unknown, ...types: FailureType[]): ApplicationFailure | undefined {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && types.some((type) => type === cause.type) ? cause : undefined;
}

/** A call that was ended by a cancel, once the model was asked. */
export function cancelledIn(error: unknown): CancelledFailure | undefined {
  return error instanceof ActivityFailure && error.cause instanceof CancelledFailure ? error.cause : undefined;
}

/** What a call that gave no reply cost. */
export const billIn = (failure: ApplicationFailure | CancelledFailure) => failure.details?.[0] as Bill | undefined;

/** What a person has to mend, when that is why an activity failed for good; undefined for any other error. */
export function remedyIn(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (!cause || wasCut(cause)) return undefined;
  if (cause instanceof ApplicationFailure && FOR_PEOPLE.has(cause.type ?? '')) return cause.message;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'START_TO_CLOSE') {
    return `the step ${stepOf(error)} took longer than ${LONGEST}, the limit for one: see in the Web UI which commands it ran, make them faster, then: retry`;
  }
  const given = error instanceof ActivityFailure && error.retryState === 'MAXIMUM_ATTEMPTS_REACHED';
  return given ? `the step ${error.activityType} keeps failing: ${cause.message}. Mend that, then: retry` : undefined;
}

const stepOf = (error: unknown) => (error instanceof ActivityFailure ? error.activityType : '');

/** Its workers were killed, as often as it was tried: that says nothing about the step. */
const wasCut = (cause: ApplicationFailure | TimeoutFailure) =>
  cause instanceof TimeoutFailure ? cause.timeoutType === 'HEARTBEAT' : cause.type === 'WorkerKilled';

/** Does a step; where a person has to mend something first, waits in `stuck` and does it again. */
export async function mended<T>(step: () => Promise<T>, stuck: (remedy: string) => Promise<void>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      const remedy = remedyIn(error);
      if (remedy !== undefined) await stuck(remedy);
      else if (!hasBeenCut(error)) throw error;
    }
  }
}

function hasBeenCut(error: unknown): boolean {
  const cause = causeOf(error);
  return cause !== undefined && wasCut(cause);
}
