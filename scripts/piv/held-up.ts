import type { Client } from '@temporalio/client';
import { featureId } from '../../src/workflows/messages.js';

/** Of the newest events, one says it: but for what is sent to the workflow, others come only when it goes on. */
const NEWEST = 10;

/**
 * Why the workflow of a feature can't go on though workers take it up: the server refuses what they make of it, or they
 * fail at it, again and again. Undefined where it can.
 */
export async function heldUp(client: Client, name: string): Promise<string | undefined> {
  const { raw, runId } = await client.workflow.getHandle(featureId(name)).describe();
  if ((raw.pendingWorkflowTask?.attempt ?? 0) <= 1) return undefined;
  const { namespace } = client.options;
  const execution = { workflowId: featureId(name), runId };
  const request = { namespace, execution, maximumPageSize: NEWEST };
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse(request);
  const last = history?.events?.find(
    (event) => event.workflowTaskFailedEventAttributes ?? event.workflowTaskTimedOutEventAttributes,
  );
  const why = last?.workflowTaskFailedEventAttributes?.failure?.message;
  return why ? `the workflow of ${name} can't go on: ${why.replace(/\.?$/, '.')} ${remedyOf(name)}` : undefined;
}

const remedyOf = (name: string) =>
  `Once that is mended it goes on by itself; or end it: temporal workflow terminate --workflow-id ${featureId(name)} && piv doctor --fix`;
