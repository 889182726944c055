import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { TranscriptPage } from '../conversation.js';
import type { Entry } from '../types.js';
import { untilKnown } from '../until-known.js';
import type { CallModel } from './call-model.js';

/** The conversation as its own workflow has it. */
export async function transcriptOf(client: Client, { from, to }: CallModel['conversation']): Promise<Entry[]> {
  const { workflowId, runId } = Context.current().info.workflowExecution!;
  const handle = client.workflow.getHandle(workflowId, runId);
  const entries: Entry[] = [];
  let next: number | undefined = from;
  while (next !== undefined && next < to) {
    const asked: { from: number } = { from: next };
    const page: TranscriptPage = await untilKnown(() => handle.query('transcript', asked));
    entries.push(...page.entries);
    next = page.next;
  }
  return entries.slice(0, to - from);
}
