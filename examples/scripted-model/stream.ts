import type { Usage } from '../../src/types.js';
import type { Block, StopReason } from './script.js';

export interface StreamedMessage {
  id: string;
  content: Block[];
  stop: StopReason;
  usage: Usage;
  /** The last block's JSON stops in the middle. */
  cut: boolean;
}

const PIECES = 4;

/** A message as the server-sent events of the Messages API. */
export function* streamMessage({ id, content, stop, usage, cut }: StreamedMessage): Generator<string> {
  const counted = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrites,
    cache_read_input_tokens: usage.cacheReads,
  };
  const empty = { id, type: 'message', role: 'assistant', model: 'scripted', content: [] };
  const unstopped = { stop_reason: null, stop_sequence: null };
  yield event('message_start', { message: { ...empty, ...unstopped, usage: { ...counted, output_tokens: 1 } } });
  yield event('ping', {});
  for (const [index, block] of content.entries()) {
    yield* streamBlock(block, index, cut && index === content.length - 1);
  }
  yield event('message_delta', {
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { ...counted, output_tokens: usage.output },
  });
  yield event('message_stop', {});
}

function* streamBlock(block: Block, index: number, cut: boolean): Generator<string> {
  const start = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
  yield event('content_block_start', { index, content_block: start });
  const whole = block.type === 'text' ? block.text : JSON.stringify(block.input);
  for (const piece of pieces(cut ? whole.slice(0, whole.length / 2) : whole)) {
    const delta =
      block.type === 'text' ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece };
    yield event('content_block_delta', { index, delta });
  }
  yield event('content_block_stop', { index });
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
