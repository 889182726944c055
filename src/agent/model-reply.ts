import { createHash } from 'node:crypto';
import type { AssistantBlock } from '../types.js';

/**
 * A reply as its events tell it. The SDK's own reading ends with an error, or loses a call's arguments, where a gateway
 * leaves something out; a reply that is paid for is read as far as it can be.
 */
export interface Reply {
  read(event: ReplyEvent): void;
  /** Events came, and not one is the service's. */
  isForeign(): boolean;
  /** Nothing is missing: the reason why it stopped has come. */
  isComplete(): boolean;
  content(): AssistantBlock[];
  stop(): string;
  /** As the service names it. */
  model(): string | undefined;
}

/** What the service sends, any part of which may be missing. */
export interface ReplyEvent {
  type?: string;
  index?: number;
  message?: Partial<ReplyMessage> | null;
  content_block?: Block | null;
  delta?: (Record<string, unknown> & { stop_reason?: string | null }) | null;
  usage?: ToldUsage | null;
}

/** A whole reply, as a service sends it that takes no notice of `stream`. */
export interface ReplyMessage {
  type: 'message';
  content: Block[];
  model: string;
  stop_reason: string | null;
  usage: ToldUsage | null;
}

export interface ToldUsage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_creation?: { ephemeral_1h_input_tokens?: number } | null;
}

type Block = Record<string, unknown> & { type: string };

const OURS = /^(message|content_block)_|^ping$/;

/** Fields of a block that come piece by piece, by the kind of the piece. */
const GROWING: Record<string, string> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
};

export function createReply(): Reply {
  const blocks = new Map<number, { block: Block; json: string }>();
  let model: string | undefined;
  let stop: string | undefined;
  let ended = false;
  let own = false;
  let foreign = false;
  return {
    read({ type, index = blocks.size, message, content_block: begun, delta }) {
      if (type && OURS.test(type)) own = true;
      else foreign = true;
      if (type === 'message_start') model = message?.model;
      else if (type === 'content_block_start' && begun) blocks.set(index, { block: { ...begun }, json: '' });
      else if (type === 'content_block_delta' && delta) grow(blocks.get(index), delta);
      else if (type === 'message_delta') stop = delta?.stop_reason ?? stop;
      else if (type === 'message_stop') ended = true;
    },
    isForeign: () => foreign && !own,
    isComplete: () => ended || stop !== undefined,
    content: () => [...blocks.values()].map(finished),
    stop: () => stop ?? ([...blocks.values()].some(({ block }) => block.type === 'tool_use') ? 'tool_use' : 'end_turn'),
    model: () => model,
  };
}

function grow(part: { block: Block; json: string } | undefined, delta: Record<string, unknown>): void {
  if (!part) return;
  const kind = String(delta['type']);
  const field = GROWING[kind];
  if (kind === 'input_json_delta') part.json += textOf(delta['partial_json']);
  else if (field) part.block[field] = textOf(part.block[field]) + textOf(delta[field]);
  else if (kind === 'citations_delta') {
    part.block['citations'] = [...((part.block['citations'] as unknown[] | null | undefined) ?? []), delta['citation']];
  }
}

function finished({ block, json }: { block: Block; json: string }): AssistantBlock {
  const whole = block.type === 'tool_use' ? { ...block, input: argumentsIn(json || block['input']) } : block;
  return wellFormed(whole) as AssistantBlock;
}

/** The service takes back nothing but an object: where a call's arguments are none, its tool says so. */
function argumentsIn(given: unknown): object {
  try {
    const input: unknown = typeof given === 'string' ? JSON.parse(given) : given;
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** The events of a reply that came as a whole. */
export function eventsOf({ content, stop_reason: reason, ...message }: ReplyMessage): ReplyEvent[] {
  const usage = message.usage ?? {};
  return [
    { type: 'message_start', message },
    ...content.map((block, index) => ({ type: 'content_block_start', index, content_block: block })),
    { type: 'message_delta', delta: { stop_reason: reason }, usage },
    { type: 'message_stop' },
  ];
}

/** Half a surrogate pair, left over where a text was cut, would have every request refused that holds it. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), wellFormed(inner)]));
}

/** What the service takes as the id of a call. */
const ID = /^[\w-]{1,128}$/;

/** Gives calls ids of our own where theirs are no ids, or are in the conversation already: it would be refused with them. */
export function withOwnIds(content: AssistantBlock[], taken: Set<unknown>): AssistantBlock[] {
  const known = new Set(taken);
  return content.map((block) => {
    if (block.type !== 'tool_use') return block;
    const id = ID.test(textOf(block.id)) && !known.has(block.id) ? textOf(block.id) : ownId(block.id, known.size);
    known.add(id);
    return { ...block, id };
  });
}

const ownId = (id: unknown, place: number) =>
  `toolu_${createHash('sha256')
    .update(`${place} ${textOf(id)}`)
    .digest('hex')
    .slice(0, 24)}`;
