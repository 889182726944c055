import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ModelFailure } from '../agent/model-failure.js';
import type { Model, ModelReply } from '../agent/model.js';
import { toolsOf } from '../agent/tools/toolset.js';
import type { TranscriptPage } from '../conversation.js';
import type { Entry, StageName, Usage } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { alive } from './alive.js';
import type { Dependencies } from './dependencies.js';
import { createSpool } from './spool.js';

export interface CallModel {
  stage: StageName;
  /** Where the conversation stands in the workflow's transcript, and its fingerprint. */
  conversation: { from: number; to: number; fingerprint: string };
  maxTokens: number;
}

export interface Called extends ModelReply {
  /** What earlier attempts of this call cost without giving a reply. */
  lost: Usage;
}

/** One request to the model; its reply is spooled before this returns, and looked for there first. */
export function callModelActivity({ config, client, model, conversations }: Dependencies) {
  const spool = createSpool(config.home);
  return async function callModel(call: CallModel): Promise<Called> {
    return alive(async (signal) => {
      const { info } = Context.current();
      const { fingerprint } = call.conversation;
      const run = info.workflowExecution!.runId;
      const lost = (info.heartbeatDetails as Usage | undefined) ?? NO_USAGE;
      const entries = conversations.find(fingerprint) ?? (await transcriptOf(client, call.conversation));
      const spooled = await spool.find(run, fingerprint);
      const reply = spooled ?? (await ask(model, call, entries, lost, signal));
      if (!spooled) await spool.keep(run, fingerprint, reply);
      const said: Entry = { conversation: entries[0]!.conversation, role: 'assistant', content: reply.content };
      if (reply.content.length > 0) conversations.grow(fingerprint, entries, [said]);
      return { ...reply, lost };
    });
  };
}

/** The conversation as its own workflow has it. */
async function transcriptOf(client: Client, { from, to }: CallModel['conversation']): Promise<Entry[]> {
  const { workflowId, runId } = Context.current().info.workflowExecution!;
  const handle = client.workflow.getHandle(workflowId, runId);
  const entries: Entry[] = [];
  let next: number | undefined = from;
  while (next !== undefined && next < to) {
    const page: TranscriptPage = await handle.query<TranscriptPage, [{ from: number }]>('transcript', { from: next });
    entries.push(...page.entries);
    next = page.next;
  }
  return entries.slice(0, to - from);
}

async function ask(
  model: Model,
  { stage, maxTokens }: CallModel,
  [system, ...messages]: Entry[],
  lost: Usage,
  signal: AbortSignal,
): Promise<ModelReply> {
  if (system?.role !== 'system') throw new Error('a conversation starts with its system entry');
  const context = Context.current();
  const said = messages.filter((entry) => entry.role !== 'system');
  const request = { system: system.content, messages: said, tools: toolsOf(stage), maxTokens };
  try {
    const reply = await model(request, () => context.heartbeat(lost), signal);
    return JSON.parse(JSON.stringify(reply)) as ModelReply;
  } catch (error) {
    if (error instanceof ModelFailure) context.heartbeat(addUsage(lost, error.usage));
    throw error;
  }
}
