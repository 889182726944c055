import { ApplicationFailure } from '@temporalio/common';
import { isGrpcServiceError, type Client } from '@temporalio/client';

/** The gRPC status of a server that doesn't answer, and `PENDING_ACTIVITY_STATE_STARTED`. */
const UNAVAILABLE = 14;
const STARTED = 2;

/**
 * Hands back the steps that a dead worker has of these workflows, of their features and of those features' tasks: also
 * the ones that Temporal had given to it just before it died. False where the server can't be reached.
 */
export async function release(client: Client, identity: string, workflowIds: string[]): Promise<boolean> {
  const features = new Set(workflowIds.map((id) => id.split('/')[0]!));
  const reached = await Promise.all([...features].map((id) => releaseWorkflow(client, identity, id)));
  return !reached.includes(false);
}

async function releaseWorkflow(client: Client, identity: string, workflowId: string): Promise<boolean> {
  try {
    const { raw, runId } = await client.workflow.getHandle(workflowId).describe();
    const { namespace } = client.options;
    await client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId, runId } });
    for (const { activityId, state, lastWorkerIdentity } of raw.pendingActivities ?? []) {
      if (!activityId || Number(state) !== STARTED || lastWorkerIdentity !== identity) continue;
      await client.activity.fail({ workflowId, runId, activityId }, gone()).catch(unlessUnreachable);
    }
    const tasks = (raw.pendingChildren ?? []).map((child) => releaseWorkflow(client, identity, child.workflowId ?? ''));
    return !(await Promise.all(tasks)).includes(false);
  } catch (error) {
    return !isUnreachable(error);
  }
}

const gone = () =>
  ApplicationFailure.create({ message: 'the worker was killed', type: 'WorkerKilled', nextRetryDelay: 10 });

/** Temporal may know the step no more: it is done, or has timed out, or its workflow is over. */
function unlessUnreachable(error: unknown): void {
  if (isUnreachable(error)) throw error;
}

function isUnreachable(error: unknown): boolean {
  const cause = error instanceof Error && isGrpcServiceError(error.cause) ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  return code === UNAVAILABLE;
}
