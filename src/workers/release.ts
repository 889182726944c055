import { ApplicationFailure } from '@temporalio/common';
import { isGrpcServiceError, type Client } from '@temporalio/client';

/** The gRPC status of a server that doesn't answer, and `PENDING_ACTIVITY_STATE_STARTED`. */
const UNAVAILABLE = 14;
const STARTED = 2;
/** Of the open features that a dead worker has no note of, the newest so many are looked at. */
const LOOKED_AT = 100;

interface Search {
  client: Client;
  /** As the dead worker named itself to Temporal. */
  identity: string;
  /** It may have had these workflows in its cache. */
  cached: boolean;
}

/**
 * Hands back the steps that a dead worker has: of the workflows that it has noted, of their features and of those
 * features' tasks, and of other open features, as it may have died between the word of Temporal and its note. False
 * where the server can't be reached.
 */
export async function release(client: Client, identity: string, noted: string[]): Promise<boolean> {
  const features = new Set(noted.map((id) => id.split('/')[0]!));
  const known = [...features].map((id) => releaseWorkflow({ client, identity, cached: true }, id));
  const reached = await Promise.all([...known, releaseOthers({ client, identity, cached: false }, features)]);
  return !reached.includes(false);
}

async function releaseOthers(search: Search, known: Set<string>): Promise<boolean> {
  try {
    const others = (await openFeatures(search.client)).filter((id) => !known.has(id));
    const reached = await Promise.all(others.map((id) => releaseWorkflow(search, id)));
    return !reached.includes(false);
  } catch (error) {
    return !isUnreachable(error);
  }
}

async function openFeatures(client: Client): Promise<string[]> {
  const query = "WorkflowType = 'featureWorkflow' AND ExecutionStatus = 'Running'";
  const { namespace } = client.options;
  const { executions } = await client.workflowService.listWorkflowExecutions({ namespace, query, pageSize: LOOKED_AT });
  return (executions ?? []).flatMap(({ execution }) => execution?.workflowId ?? []);
}

async function releaseWorkflow(search: Search, workflowId: string): Promise<boolean> {
  const { client, identity, cached } = search;
  try {
    const { raw, runId } = await client.workflow.getHandle(workflowId).describe();
    const { namespace } = client.options;
    if (cached) await client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId, runId } });
    for (const { activityId, state, lastWorkerIdentity } of raw.pendingActivities ?? []) {
      if (!activityId || Number(state) !== STARTED || lastWorkerIdentity !== identity) continue;
      await client.activity.fail({ workflowId, runId, activityId }, gone()).catch(unlessUnreachable);
    }
    const tasks = (raw.pendingChildren ?? []).map((child) => releaseWorkflow(search, child.workflowId ?? ''));
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
