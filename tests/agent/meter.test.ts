import { expect, it } from '@jest/globals';
import { createMeter } from '../../src/agent/meter.js';
import type { ReplyEvent } from '../../src/agent/model-reply.js';

/** What the service tells of a reply's cost, in the order that it does. */

const PROMPT_BYTES = 4_000;
let time = 0;
const told = { input_tokens: 900, cache_read_input_tokens: 40, cache_creation_input_tokens: null, output_tokens: 2 };
const start = { type: 'message_start', message: { usage: told } } as ReplyEvent;
const delta = (more: object) => ({ type: 'content_block_delta', index: 0, delta: more }) as ReplyEvent;
const words = delta({ type: 'text_delta', text: 'größer'.repeat(100) });
const end = (usage: object) => ({ type: 'message_delta', delta: {}, usage }) as ReplyEvent;

const outputs = (events: ReplyEvent[]) => {
  const meter = createMeter({ promptBytes: () => PROMPT_BYTES, maxTokens: 1_000, now: () => time });
  return events.map((event) => meter.read(event).output);
};

it('counts what is said, thought and called by its bytes until the service tells', () => {
  const thought = delta({ type: 'thinking_delta', thinking: 'x'.repeat(40) });
  const call = delta({ type: 'input_json_delta', partial_json: 'x'.repeat(40) });
  const signed = delta({ type: 'signature_delta', signature: 'x'.repeat(40) });
  expect(outputs([start, thought, call, signed, words])).toEqual([2, 10, 20, 30, 230]);
});

it('takes the word of the service in the end, also where that is less', () => {
  expect(outputs([start, words, end({ output_tokens: 150 })])).toEqual([2, 200, 150]);
});

it('keeps what the end leaves out, and takes what it corrects', () => {
  const meter = createMeter({ promptBytes: () => PROMPT_BYTES, maxTokens: 1_000, now: () => time });
  meter.read(start);
  meter.read(end({ output_tokens: 7, cache_read_input_tokens: 60, input_tokens: null }));
  expect(meter.spent()).toEqual({ input: 900, output: 7, cacheReads: 60, cacheWrites: 0 });
});

it('counts by bytes where the service never tells, or says 0 of all', () => {
  for (const usage of [undefined, null, {}, { input_tokens: 0, output_tokens: 0 }]) {
    const meter = createMeter({ promptBytes: () => PROMPT_BYTES, maxTokens: 1_000, now: () => time });
    meter.read({ type: 'message_start', message: { usage: usage ?? null } });
    meter.read(words);
    meter.read({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: usage ?? null });
    expect(meter.spent()).toEqual({ input: 1_000, output: 200, cacheReads: 0, cacheWrites: 0 });
  }
});

it('counts a thought of which nothing is sent by its time, up to all that the answer may have', () => {
  const meter = createMeter({ promptBytes: () => PROMPT_BYTES, maxTokens: 1_000, now: () => time });
  meter.read(start);
  meter.read({ type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } });
  time += 2_000;
  expect(meter.read({ type: 'ping' }).output).toBe(500);
  time += 60_000;
  expect(meter.spent().output).toBe(1_000);
  meter.read({ type: 'content_block_stop', index: 0 });
  expect(meter.spent().output).toBe(1_000);
  expect(meter.read(end({ output_tokens: 321 })).output).toBe(321);
});
