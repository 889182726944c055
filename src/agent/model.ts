import Anthropic from '@anthropic-ai/sdk';
import type { AssistantBlock, Entry, ToolDefinition, Usage } from '../types.js';
import { createMeter, type Meter } from './meter.js';
import { failureOf, ModelFailure, noModel } from './model-failure.js';
import { createLimits, type ModelLimits } from './model-limits.js';
import { createReply, withOwnIds, type Reply, type ReplyEvent } from './model-reply.js';
import { bodyOf, countTokens, joined, send, type Extras } from './model-request.js';
import { eventsIn } from './model-stream.js';

/**
 * One streamed request to the model. The SDK retries nothing (the workflow is the only one who does), and its timeout
 * covers only the headers, so the watchdogs are ours: one on a line on which not a byte comes, and one on the whole reply.
 */

export interface Prompt {
  system: string;
  messages: Exclude<Entry, { role: 'system' }>[];
  tools: ToolDefinition[];
}

export interface ModelRequest extends Prompt {
  maxTokens: number;
  /** The conversation stays in the service's cache for an hour, not for five minutes. */
  hour?: boolean;
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
  /** Longest time without a byte, and for the whole of a reply. */
  idleMs: number;
  replyMs: number;
}

export interface Model {
  /** `alive` hears of each event, pings too, with what the call has cost so far. */
  ask(request: ModelRequest, alive: (spent: Usage) => void, signal: AbortSignal): Promise<ModelReply>;
  limits(): Promise<ModelLimits>;
  /** Tokens of a prompt; undefined where the service doesn't count. It costs nothing. */
  count(prompt: Prompt): Promise<number | undefined>;
}

/** The watchdog comes first: one limit on silence, before the headers and after. */
const NEVER_MS = 2 ** 31 - 1;

export function createModel(options: ModelOptions): Model {
  const client = new Anthropic({
    apiKey: options.apiKey,
    ...(options.baseURL ? { baseURL: options.baseURL } : {}),
    maxRetries: 0,
    timeout: NEVER_MS,
  });
  const extras: Extras = { ttl: true, cache: true, thinking: true };
  const limits = createLimits(client, options.model);
  const ask: Model['ask'] = async (request, alive, signal) => {
    if ((await limits()).thinks === false) extras.thinking = false;
    const watch = createWatchdog(options);
    const messages = joined(request.messages);
    const meter = createMeter({
      promptBytes: () => Buffer.byteLength(JSON.stringify(messages)),
      maxTokens: request.maxTokens,
    });
    const reply = createReply();
    const hear = (event: ReplyEvent) => {
      reply.read(event);
      alive(meter.read(event));
    };
    try {
      const signals = AbortSignal.any([signal, watch.signal]);
      const response = await send(
        client,
        extras,
        () => bodyOf(options.model, { ...request, messages }, extras),
        signals,
      );
      for await (const event of eventsIn(response, watch.heard)) hear(event);
      if (!reply.isComplete()) throw endedEarly(reply, response);
    } catch (error) {
      if (signal.aborted) throw error;
      // What came after the reason to stop says nothing, and the reply is paid for.
      if (!reply.isComplete()) {
        if (!watch.signal.aborted) throw failureOf(error, meter.spent(), options.apiKey);
        throw new ModelFailure(String(watch.signal.reason), 'wait', meter.spent());
      }
    } finally {
      watch.end();
    }
    return replyOf(reply, meter, options.model, idsIn(request.messages));
  };
  const count: Model['count'] = (prompt) => countTokens(client, options.model, prompt, extras);
  return { ask, limits, count };
}

const endedEarly = (reply: Reply, { status, headers }: Response) =>
  reply.isForeign() ? noModel(status, headers.get('content-type') ?? '') : new Error('it ended too early');

/** Aborts with the reason as a text. */
function createWatchdog({ idleMs, replyMs }: Pick<ModelOptions, 'idleMs' | 'replyMs'>) {
  const over = new AbortController();
  const after = (ms: number, what: string) => setTimeout(() => over.abort(`${what} ${ms / 1000} s`), ms);
  const silence = after(idleMs, 'it was silent for');
  const whole = after(replyMs, 'its reply took longer than');
  return {
    signal: over.signal,
    heard: () => void silence.refresh(),
    end: () => [silence, whole].forEach(clearTimeout),
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
