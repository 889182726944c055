import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

/** What the Web UI shows of a workflow: read as it reads it, from history and the SDK's own query. */

interface Metadata {
  currentDetails?: string;
}

export async function pageOf(client: Client, workflowId: string) {
  const handle = client.workflow.getHandle(workflowId);
  const described = await handle.describe();
  const { events } = await handle.fetchHistory();
  const metadata = await handle.query<Metadata>('__temporal_workflow_metadata');
  return {
    described,
    summary: await described.staticSummary(),
    details: metadata.currentDetails ?? '',
    activities: (events ?? []).flatMap((event) =>
      event.activityTaskScheduledEventAttributes ? [summaryOf(event)] : [],
    ),
    children: (events ?? []).flatMap(
      (event) => event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowId ?? [],
    ),
  };
}

function summaryOf(event: temporal.api.history.v1.IHistoryEvent): string {
  const payload = event.userMetadata?.summary;
  return payload ? defaultPayloadConverter.fromPayload<string>(payload) : '';
}
