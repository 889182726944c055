import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantBlock, Choice, Effort, Entry, ToolDefinition, Usage } from '../types.js';
import { createMeter, type Meter } from './meter.js';
import { openClient, type Access } from './model-client.js';
import { failureOf, ModelFailure, noModel } from './model-failure.js';
import { createKnown } from './model-known.js';
import type { ModelLimits } from './model-limits.js';
import { createReply, withOwnIds, type Reply, type ReplyEvent } from './model-reply.js';
import { bodyOf, countTokens, joined, send } from './model-request.js';
import { eventsIn } from './model-stream.js';

/**
 * One streamed request to a model. The SDK retries nothing (the workflow is the only one who does), and its timeout
 * covers only the headers, so the watchdogs are ours: one on a line on which not a byte comes, and one on the whole reply.
 */

export interface Prompt {
  system: string;
  messages: Exclude<Entry, { role: 'system' }>[];
  tools: ToolDefinition[];
  /** Another model than the usual one, and how much effort is asked of it. */
  model?: string;
  effort?: Effort | undefined;
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
  /** As the service names it. */
  model: string;
  /** Which one was asked, and for what effort. Missing in what earlier builds have kept. */
  asked?: Choice;
  /** What the service didn't take, and was asked without, each as a sentence for people. */
  without?: string[];
}

export interface ModelOptions extends Access {
  /** The usual one. */
  model: string;
  /** Longest time without a byte, and for the whole of a reply. */
  idleMs: number;
  replyMs: number;
  /** Hears once of each thing that the service does not take and is asked without. */
  note?(text: string): void;
}

export interface Model {
  /** `alive` hears of each event, pings too, with what the call has cost so far. */
  ask(request: ModelRequest, alive: (spent: Usage) => void, signal: AbortSignal): Promise<ModelReply>;
  /** Of the usual model, or another. */
  limits(model?: string): Promise<ModelLimits>;
  /** Tokens of a prompt; undefined where the service doesn't count. It costs nothing. */
  count(prompt: Prompt): Promise<number | undefined>;
}

export function createModel(options: ModelOptions): Model {
  let client: Promise<Anthropic> | undefined;
  const open = () => (client ??= openClient(options));
  const knownOf = createKnown(open, (text) => options.note?.(text));
  const ask: Model['ask'] = async (request, alive, signal) => {
    const { model = options.model } = request;
    const { extras, limits, effort, leftOut, without } = knownOf(model);
    await limits();
    const messages = joined(request.messages);
    const asked = { ...request, messages, effort: await effort(request.effort) };
    const watch = createWatchdog(options);
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
      const told = { signal: AbortSignal.any([signal, watch.signal]), leftOut };
      const response = await send(await open(), extras, () => bodyOf(model, asked, extras), told);
      for await (const event of eventsIn(response, watch.heard)) hear(event);
      if (!reply.isComplete()) throw endedEarly(reply, response);
    } catch (error) {
      if (signal.aborted) throw error;
      // What came after the reason to stop says nothing, and the reply is paid for.
      if (!reply.isComplete()) {
        if (!watch.signal.aborted) throw failureOf(error, meter.spent(), options);
        throw new ModelFailure(String(watch.signal.reason), 'wait', meter.spent());
      }
    } finally {
      watch.end();
    }
    const choice = { model, ...(request.effort ? { effort: request.effort } : {}) };
    const left = without();
    return { ...replyOf(reply, meter, choice, idsIn(request.messages)), ...(left.length > 0 ? { without: left } : {}) };
  };
  return {
    ask,
    limits: (name = options.model) => knownOf(name).limits(),
    async count(prompt) {
      const { model = options.model } = prompt;
      const { extras, leftOut } = knownOf(model);
      return countTokens(await open(), model, prompt, extras, (why) => leftOut('count', why));
    },
  };
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

function replyOf(reply: Reply, meter: Meter, asked: Choice, taken: Set<unknown>): ModelReply {
  const hour = meter.hourWrites();
  return {
    content: withOwnIds(reply.content(), taken),
    stop: reply.stop(),
    usage: meter.spent(),
    ...(hour === undefined ? {} : { hourWrites: hour }),
    model: reply.model() ?? asked.model,
    asked,
  };
}

const idsIn = (entries: ModelRequest['messages']) =>
  new Set<unknown>(entries.flatMap(({ content }) => content.flatMap((block) => ('id' in block ? [block.id] : []))));
