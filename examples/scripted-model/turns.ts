import { isDeepStrictEqual } from 'node:util';
import { Violation } from './check.js';
import type { Message } from './shape.js';
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
 * was cut may be shortened to some of its complete blocks or left out; an empty or a refused one may be left out.
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
  if (stop !== 'max_tokens') return isDeepStrictEqual(blocks, content);
  const rest = [...complete];
  return blocks.every((block) => {
    const found = rest.findIndex((candidate) => isDeepStrictEqual(candidate, block));
    if (found >= 0) rest.splice(0, found + 1);
    return found >= 0;
  });
}

function mayBeLeftOut({ content, stop }: Turn): boolean {
  return content.length === 0 || stop === 'max_tokens' || stop === 'refusal';
}

/** Marks move from turn to turn, and are no part of what was said. */
export function withoutMarks(block: { cache_control?: unknown; citations?: unknown }): object {
  const { cache_control: _mark, citations: _citations, ...said } = block;
  return said;
}
