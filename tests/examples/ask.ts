import Anthropic from '@anthropic-ai/sdk';
import type { Play, Reply } from '../../examples/scripted-model/script.js';
import { type ScriptedModel, startScriptedModel } from '../../examples/scripted-model/server.js';

/** Asks a scripted model with the real SDK. */

export const KEY = 'task-001/red/1';
export const HEADER = 'Feature: users\nPhase: execute\nTask: task-001\nStage: red\nAttempt: 1\n\nWrite the tests.';
export const read: Reply = { text: 'Reading.', calls: [{ name: 'read_file', input: { path: 'src/größe.js' } }] };
export const done: Reply = { calls: [{ name: 'submit', input: { summary: 'done' } }] };

let running: ScriptedModel | undefined;
export async function stop(): Promise<void> {
  await running?.close();
  running = undefined;
}

export async function start(replies: Reply[] | Play, options: { key?: string; thinks?: boolean } = {}) {
  const script = Array.isArray(replies) ? { [KEY]: replies } : replies;
  const model = await startScriptedModel({ script, ...options });
  running = model;
  const client = new Anthropic({ baseURL: model.url, apiKey: 'any', maxRetries: 0 });
  const ask = (
    messages: Anthropic.MessageParam[],
    more: Partial<Anthropic.MessageStreamParams> = {},
    signal?: AbortSignal,
  ) => client.messages.stream({ ...frame, messages, ...more }, { signal }).finalMessage();
  return { model, ask };
}

export const tool = (name: string): Anthropic.Tool => ({ name, description: name, input_schema: { type: 'object' } });
export const frame = {
  model: 'any-model',
  max_tokens: 1000,
  system: [{ type: 'text' as const, text: 'You write tests.', cache_control: { type: 'ephemeral' as const } }],
  tools: ['read_file', 'submit', 'blocked'].map(tool),
  cache_control: { type: 'ephemeral' as const },
};

export const opening: Anthropic.MessageParam = { role: 'user', content: [{ type: 'text', text: HEADER }] };
export const said = ({ content }: Anthropic.Message): Anthropic.MessageParam => ({ role: 'assistant', content });
export const results = (message: Anthropic.Message, content = 'ok'): Anthropic.MessageParam => ({
  role: 'user',
  content: message.content
    .filter((block) => block.type === 'tool_use')
    .map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content })),
});
export const user = (...content: Anthropic.ContentBlockParam[]): Anthropic.MessageParam => ({ role: 'user', content });
/** What a reply says, without what it thinks. */
export const saidIn = ({ content }: Anthropic.Message) => content.filter(({ type }) => type !== 'thinking');
export const text = (words: string): Anthropic.TextBlockParam => ({ type: 'text', text: words });

export function blocks({ content }: Anthropic.MessageParam): Anthropic.ContentBlockParam[] {
  return typeof content === 'string' ? [text(content)] : content;
}
