import type { Status } from '../../src/types.js';
import { answered } from './connection.js';
import { EXIT } from './failures.js';
import type { Feature } from './feature.js';

/** How a feature stands: its status, or why its workflow ended without one; from outside, it could not tidy up. */
export type Standing = { status: Status } | { failure: string; untidy: boolean };

/** Asks the workflow, which needs a worker; a completed one has its last status as its result. */
export async function readStanding(feature: Feature): Promise<Standing> {
  const execution = await feature.execution();
  if (execution === 'COMPLETED') return { status: await feature.result() };
  if (!['FAILED', 'TERMINATED', 'TIMED_OUT'].includes(execution)) {
    return { status: await attempted(feature, await readStatus(feature)) };
  }
  const failure = await feature.result().then(
    () => 'it ended without a result',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { failure, untidy: execution !== 'FAILED' };
}

export const readStatus = (feature: Feature, patienceMs?: number) => answered(feature, feature.status, patienceMs);

/** With what only Temporal knows of its steps. */
export async function attempted({ client }: Feature, status: Status): Promise<Status> {
  const { withAttempts } = await import('../../src/under-way.js');
  return withAttempts(client, status);
}

/** 0 while it goes on by itself and when it has passed, 1 when it ended otherwise, 8 when it is a person's turn. */
export function exitCodeFor({ status, waitingFor }: Pick<Status, 'status' | 'waitingFor'>): number {
  const forModel = status === 'waiting' && waitingFor?.what === 'model';
  if (forModel || status === 'running' || status === 'passed') return EXIT.ok;
  return status === 'failed' || status === 'cancelled' ? EXIT.failed : EXIT.waiting;
}
