import Anthropic from '@anthropic-ai/sdk';
import type { AssistantBlock, Entry, Usage } from '../types.js';
import { createMeter } from './meter.js';
import { failureOf, ModelFailure } from './model-failure.js';

/**
 * One streamed request to the model. The SDK retries nothing (the workflow is the only one who does), and its timeout
 * covers only the headers, so the watchdog on a silent stream is ours. It hears what is said, not the pings, which the
 * SDK drops.
 */

export interface ModelRequest {
  system: string;
  messages: Exclude<Entry, { role: 'system' }>[];
  tools: { name: string; description: string; input_schema: object }[];
  maxTokens: number;
}

export interface ModelReply {
  content: AssistantBlock[];
  stop: string;
  usage: Usage;
  /** Of the cache writes, those for an hour; missing where the service doesn't tell them apart. */
  hourWrites?: number;
  model: string;
}

export interface ModelOptions {
  apiKey: string;
  baseURL?: string;
  model: string;
  idleMs: number;
}

/** `alive` hears of each event, with what the call has cost so far. */
export type Model = (request: ModelRequest, alive: (spent: Usage) => void, signal: AbortSignal) => Promise<ModelReply>;

/** The watchdog comes first: one limit on silence, before the headers and after. */
const NEVER_MS = 2 ** 31 - 1;

export function createModel(options: ModelOptions): Model {
  const client = new Anthropic({
    apiKey: options.apiKey,
    ...(options.baseURL ? { baseURL: options.baseURL } : {}),
    maxRetries: 0,
    timeout: NEVER_MS,
  });
  return async (request, alive, signal) => {
    const idle = new AbortController();
    const silence = setTimeout(() => idle.abort(), options.idleMs);
    const stream = client.messages.stream(body(options.model, request), {
      signal: AbortSignal.any([signal, idle.signal]),
    });
    const meter = createMeter();
    stream.on('streamEvent', (event) => {
      silence.refresh();
      alive(meter.read(event));
    });
    try {
      const message = await stream.finalMessage();
      return {
        content: message.content as unknown as AssistantBlock[],
        stop: message.stop_reason ?? 'end_turn',
        usage: meter.spent(),
        ...hourWritesIn(message.usage),
        model: message.model,
      };
    } catch (error) {
      if (signal.aborted) throw error;
      if (idle.signal.aborted) {
        throw new ModelFailure(`it was silent for ${options.idleMs / 1000} s`, 'wait', meter.spent());
      }
      throw failureOf(error, meter.spent(), options.apiKey);
    } finally {
      clearTimeout(silence);
    }
  };
}

function body(model: string, request: ModelRequest): Anthropic.MessageStreamParams {
  return {
    model,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: request.system, cache_control: { type: 'ephemeral', ttl: '1h' } }],
    tools: request.tools as Anthropic.Tool[],
    messages: joined(request.messages) as unknown as Anthropic.MessageParam[],
    cache_control: { type: 'ephemeral' },
  };
}

/** Entries of the same role that follow each other become one message. */
function joined(entries: ModelRequest['messages']): { role: string; content: unknown[] }[] {
  const messages: { role: string; content: unknown[] }[] = [];
  for (const { role, content } of entries) {
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else messages.push({ role, content: [...content] });
  }
  return messages;
}

function hourWritesIn({ cache_creation: written }: Anthropic.Usage): Pick<ModelReply, 'hourWrites'> {
  return written ? { hourWrites: written.ephemeral_1h_input_tokens } : {};
}
