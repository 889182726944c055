import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { Doing } from '../../src/types.js';

/** The features that Temporal's visibility lists. It may be a second behind. */
export interface Listed {
  feature: string;
  phase?: string;
  status: string;
  open: boolean;
  started: string;
  /** A step that is tried again and again, if there is one. */
  doing?: Doing;
}

export interface Filter {
  open?: boolean;
  status?: string | undefined;
  limit?: number;
}

/** By workflow type, so that a server without our search attributes lists them too; newest first. */
export async function listFeatures(client: Client, filter: Filter = {}): Promise<Listed[]> {
  const query = `WorkflowType = "featureWorkflow"${filter.open ? ' AND ExecutionStatus = "Running"' : ''}`;
  const found: Listed[] = [];
  for await (const info of client.workflow.list({ query })) {
    const listed = toListed(info);
    if (!filter.status || listed.status === filter.status) found.push(listed);
    if (found.length === filter.limit) break;
  }
  return found;
}

type Info = Pick<WorkflowExecutionInfo, 'workflowId' | 'startTime' | 'searchAttributes'> & { status: { name: string } };

export function toListed({ workflowId, startTime, searchAttributes, status }: Info): Listed {
  const [phase, state] = ['PivPhase', 'PivStatus'].map((name) => searchAttributes[name]?.[0]);
  const open = status.name === 'RUNNING' || status.name === 'PAUSED';
  return {
    feature: workflowId.replace(/^feature-/, ''),
    ...(phase ? { phase: String(phase) } : {}),
    status: ENDED[status.name] ?? (state ? String(state) : open ? 'running' : 'ended'),
    open,
    started: startTime.toISOString(),
  };
}

/** What the columns can't say: they are as they were when the workflow was ended from outside. */
const ENDED: Partial<Record<string, string>> = {
  FAILED: 'failed',
  TERMINATED: 'failed',
  TIMED_OUT: 'failed',
  CANCELLED: 'cancelled',
};
