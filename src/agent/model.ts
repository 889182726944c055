import Anthropic from '@anthropic-ai/sdk';
import type { AssistantBlock, Entry, Usage } from '../types.js';
import { createMeter, type Meter } from './meter.js';
import { failureOf, ModelFailure } from './model-failure.js';
import { createReply, withOwnIds, type Reply, type ReplyEvent } from './model-reply.js';
import { bodyOf, joined, send, type Extras } from './model-request.js';
import { eventsIn } from './model-stream.js';

/**
 * One streamed request to the model. The SDK retries nothing (the workflow is the only one who does), and its timeout
 * covers only the headers, so the watchdog on a silent stream is ours. It hears what is said, not the pings.
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
  const extras: Extras = { ttl: true, cache: true };
  return async (request, alive, signal) => {
    const idle = new AbortController();
    const silence = setTimeout(() => idle.abort(), options.idleMs);
    const messages = joined(request.messages);
    const meter = createMeter(() => Buffer.byteLength(JSON.stringify(messages)));
    const reply = createReply();
    const hear = (event: ReplyEvent) => {
      silence.refresh();
      reply.read(event);
      alive(meter.read(event));
    };
    try {
      const signals = AbortSignal.any([signal, idle.signal]);
      const response = await send(
        client,
        extras,
        () => bodyOf(options.model, { ...request, messages }, extras),
        signals,
      );
      for await (const event of eventsIn(response)) hear(event);
      if (!reply.isComplete()) throw new Error('it ended too early');
    } catch (error) {
      if (signal.aborted) throw error;
      // What came after the reason to stop says nothing, and the reply is paid for.
      if (!reply.isComplete()) {
        if (!idle.signal.aborted) throw failureOf(error, meter.spent(), options.apiKey);
        throw new ModelFailure(`it was silent for ${options.idleMs / 1000} s`, 'wait', meter.spent());
      }
    } finally {
      clearTimeout(silence);
    }
    return replyOf(reply, meter, options.model, idsIn(request.messages));
  };
}

function replyOf(reply: Reply, meter: Meter, asked: string, taken: Set<unknown>): ModelReply {
  const hour = meter.hourWrites();
  return {
    content: withOwnIds(reply.content(), taken),
    stop: reply.stop(),
    usage: meter.spent(),
    ...(hour === undefined ? {} : { hourWrites: hour }),
    model: reply.model() ?? asked,
  };
}

const idsIn = (entries: ModelRequest['messages']) =>
  new Set<unknown>(entries.flatMap(({ content }) => content.flatMap((block) => ('id' in block ? [block.id] : []))));
