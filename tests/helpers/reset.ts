import type { Client } from '@temporalio/client';

/** Takes a workflow back to just before it first scheduled this activity, as Reset in the Web UI does. */
export async function resetBefore(client: Client, workflowId: string, activity: string): Promise<void> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = (events ?? [])
    .map((event) => event.activityTaskScheduledEventAttributes)
    .find((attributes) => attributes?.activityType?.name === activity);
  if (!scheduled) throw new Error(`the history of ${workflowId} has no ${activity}`);
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    reason: 'a test',
    requestId: `before-${activity}`,
    workflowTaskFinishEventId: scheduled.workflowTaskCompletedEventId!,
  });
}
