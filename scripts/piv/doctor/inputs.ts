import type { Client } from '@temporalio/client';
import type { FeatureInput } from '../../../src/types.js';
import { slugOf } from '../../../src/workflows/messages.js';

/** What a feature was started with, as far as it tells where its traces are. */
export type ListedInput = Pick<FeatureInput, 'hosts'> & { slug: string; repo: string };

/** The newest features are asked. */
const FEATURES = 200;

export async function listInputs(client: Client): Promise<ListedInput[]> {
  const inputs: ListedInput[] = [];
  let count = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query: 'WorkflowType = "featureWorkflow"' })) {
    const { repo, hosts } = await inputOf(client, { workflowId, runId });
    if (repo) inputs.push({ slug: slugOf(workflowId) ?? '', repo, ...(hosts ? { hosts } : {}) });
    if (++count === FEATURES) break;
  }
  return inputs;
}

/** From the first event alone: a whole history would be megabytes. Whatever it is, it came from anybody. */
async function inputOf(
  client: Client,
  execution: { workflowId: string; runId: string },
): Promise<Partial<FeatureInput>> {
  const { namespace } = client.options;
  const request = { namespace, execution, maximumPageSize: 1 };
  const { history } = await client.workflowService.getWorkflowExecutionHistory(request);
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  try {
    const input = JSON.parse(Buffer.from(payload?.data ?? []).toString()) as Partial<FeatureInput> | null;
    return typeof input?.repo === 'string' ? input : {};
  } catch {
    return {};
  }
}
