import type { Usage } from '../../src/types.js';
import type { Block, StopReason } from './script.js';

export interface StreamedMessage {
  id: string;
  /** As it was asked for. */
  model: string;
  content: Block[];
  stop: StopReason;
  usage: Usage;
  /** Of the output tokens, those that were thought. */
  thinking: number;
  /** The last block's JSON stops in the middle. */
  cut: boolean;
}

const PIECES = 4;

/** A message as the server-sent events of the Messages API. */
export function* streamMessage({ id, model, content, stop, usage, thinking, cut }: StreamedMessage): Generator<string> {
  const counted = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrites,
    cache_read_input_tokens: usage.cacheReads,
  };
  const empty = { id, type: 'message', role: 'assistant', model, content: [] };
  const unstopped = { stop_reason: null, stop_sequence: null };
  yield event('message_start', { message: { ...empty, ...unstopped, usage: { ...counted, output_tokens: 1 } } });
  yield event('ping', {});
  for (const [index, block] of content.entries()) {
    yield* streamBlock(block, index, cut && index === content.length - 1);
  }
  yield event('message_delta', {
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { ...counted, output_tokens: usage.output, output_tokens_details: { thinking_tokens: thinking } },
  });
  yield event('message_stop', {});
}

function* streamBlock(block: Block, index: number, cut: boolean): Generator<string> {
  yield event('content_block_start', { index, content_block: emptied(block) });
  const whole =
    block.type === 'tool_use' ? JSON.stringify(block.input) : block.type === 'text' ? block.text : block.thinking;
  for (const piece of pieces(cut ? whole.slice(0, whole.length / 2) : whole)) {
    yield event('content_block_delta', { index, delta: deltaOf(block, piece) });
  }
  if (block.type === 'thinking') {
    yield event('content_block_delta', { index, delta: { type: 'signature_delta', signature: block.signature } });
  }
  yield event('content_block_stop', { index });
}

function emptied(block: Block): object {
  if (block.type === 'text') return { ...block, text: '' };
  return block.type === 'thinking' ? { ...block, thinking: '', signature: '' } : { ...block, input: {} };
}

function deltaOf({ type }: Block, piece: string): object {
  if (type === 'text') return { type: 'text_delta', text: piece };
  return type === 'thinking'
    ? { type: 'thinking_delta', thinking: piece }
    : { type: 'input_json_delta', partial_json: piece };
}

/** Split between characters, not in the middle of one. */
function pieces(text: string): string[] {
  const characters = Array.from(text);
  const size = Math.ceil(characters.length / PIECES);
  return Array.from({ length: PIECES }, (_, n) => characters.slice(n * size, (n + 1) * size).join('')).filter(Boolean);
}

export function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
