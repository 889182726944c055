import { isDeepStrictEqual } from 'node:util';
import { Violation } from './check.js';
import { type Message, withoutMarks } from './shape.js';
import type { Block, StopReason } from './script.js';

/** A turn as it was sent. */
export interface Turn {
  number: number;
  content: Block[];
  /** `content` without a call whose JSON was cut. */
  complete: Block[];
  stop: StopReason;
}

/**
 * Checks that the assistant's turns of a request are the ones that were sent, in order and word for word. A turn that
 * was cut may be shortened to some of its complete blocks or left out; an empty or a refused one may be left out. A
 * long text in a call's input may be replaced by `[N bytes left out]`, to make the conversation shorter, and the thoughts
 * of a turn may be left out: whether they have to be, their signatures tell.
 */
export function checkTurns(messages: Message[], sent: Turn[]): void {
  const rest = [...sent];
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== 'assistant') continue;
    const blocks = content.map(withoutMarks);
    while (rest[0] && mayBeLeftOut(rest[0]) && !isTurn(blocks, rest[0])) rest.shift();
    const turn = rest.shift();
    if (!turn) throw new Violation(`messages.${index}: this turn of the assistant was never sent`);
    if (!isTurn(blocks, turn))
      throw new Violation(`messages.${index}: differs from turn ${turn.number} as it was sent`);
  }
  const lost = rest.find((turn) => !mayBeLeftOut(turn));
  if (lost) throw new Violation(`messages: turn ${lost.number}, which was sent, is missing`);
}

function isTurn(blocks: object[], { content, complete, stop }: Turn): boolean {
  const thoughtless = !blocks.some(isThought);
  if (!isCut(stop)) {
    const whole = thoughtless ? content.filter((block) => !isThought(block)) : content;
    return blocks.length === whole.length && blocks.every((block, n) => isBlock(block, whole[n]!));
  }
  const rest = [...complete];
  return blocks.every((block) => {
    const found = rest.findIndex((candidate) => isBlock(block, candidate));
    if (found >= 0) rest.splice(0, found + 1);
    return found >= 0;
  });
}

const isThought = (block: object) => 'type' in block && block.type === 'thinking';

const isCut = (stop: StopReason) => stop === 'max_tokens' || stop === 'model_context_window_exceeded';

function isBlock(block: object, sent: Block): boolean {
  if (sent.type !== 'tool_use' || !('input' in block)) return isDeepStrictEqual(block, sent);
  const { input, ...call } = block;
  const { input: whole, ...sentCall } = sent;
  return isDeepStrictEqual(call, sentCall) && isInput(input, whole);
}

function isInput(value: unknown, sent: unknown): boolean {
  if (isDeepStrictEqual(value, sent)) return true;
  if (typeof sent === 'string') return value === `[${Buffer.byteLength(sent)} bytes left out]`;
  if (!isParts(value) || !isParts(sent) || Array.isArray(value) !== Array.isArray(sent)) return false;
  const names = Object.keys(sent);
  return isDeepStrictEqual(Object.keys(value), names) && names.every((name) => isInput(value[name], sent[name]));
}

const isParts = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function mayBeLeftOut({ content, stop }: Turn): boolean {
  return content.every(isThought) || isCut(stop) || stop === 'refusal';
}
