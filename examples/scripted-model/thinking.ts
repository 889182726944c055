import { createHash } from 'node:crypto';
import { Violation } from './check.js';
import { type Block, type Reply, stopReason } from './script.js';
import { type ModelRequest, withoutMarks } from './shape.js';
import { tokensOf } from './usage.js';

/**
 * Thinking as today's models have it: on by default, billed as output, its text left out unless it is asked for, and
 * each block bound by its signature to all that stood before it.
 */

export type ThinkingBlock = Extract<Block, { type: 'thinking' }>;

const TOKENS = 60;
const BYTES_PER_TOKEN = 4;
const WORDS = 'Let me see what this asks for, what is there, and what would be the next small step. ';

/** How many tokens a reply thinks before it says anything. */
export const thoughtTokens = ({ thinks }: Reply) => thinks?.tokens ?? TOKENS;

/** The reply's content behind a thought. What is said between tool calls is one, too. */
export function withThought(reply: Reply, request: ModelRequest, content: Block[]): Block[] {
  const thought = WORDS.repeat(Math.ceil((thoughtTokens(reply) * BYTES_PER_TOKEN) / WORDS.length));
  const between = request.messages.length > 1 && stopReason(reply) === 'tool_use';
  const said = content.map((block) => (between && block.type === 'text' ? think(block.text) : block));
  const blocks = thoughtTokens(reply) > 0 ? [think(thought), ...said] : said;
  return blocks.reduce<Block[]>((before, block) => [...before, signed(block, request, before)], []);
}

const think = (thinking: string): ThinkingBlock => ({ type: 'thinking', thinking, signature: '' });

function signed(block: Block, request: ModelRequest, before: Block[]): Block {
  if (block.type !== 'thinking') return block;
  const { display } = request.thinking ?? {};
  const seal = signatureOf(block.thinking, request.model, prefixOf(request, request.messages.length, before));
  return { type: 'thinking', thinking: display === 'summarized' ? block.thinking : '', signature: seal };
}

/** Holds the whole of what was thought, so that it grows with it, and what it is bound to. */
function signatureOf(thinking: string, model: string, prefix: string): string {
  return [base64(thinking), base64(model), hash(prefix)].join('.');
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

export const tokensOfThought = ({ signature }: ThinkingBlock) =>
  tokensOf(Buffer.from(signature.split('.')[0] ?? '', 'base64').toString());

/** All that stands before a block of message `index`. */
function prefixOf({ system = [], tools, messages }: ModelRequest, index: number, before: object[]): string {
  const frame = [typeof system === 'string' ? system : system.map(withoutMarks), tools.map(withoutMarks)];
  const said = messages.slice(0, index).map(({ role, content }) => [role, content.map(withoutMarks)]);
  return JSON.stringify([frame, said, before]);
}

/** A thought that another model has signed. */
export const isOfAnother = (model: string, block: { type: string; signature?: string }) =>
  block.type === 'thinking' && block.signature?.split('.')[1] !== base64(model);

/** Refuses thinking that something before it was changed of, in the service's words. That of another model is dropped. */
export function checkThinking(request: ModelRequest): void {
  for (const [index, { content }] of request.messages.entries()) {
    const blocks = content.map(withoutMarks) as Block[];
    for (const [at, block] of blocks.entries()) {
      if (block.type !== 'thinking' || isOfAnother(request.model, block)) continue;
      const [, , bound] = block.signature.split('.');
      const prefix = prefixOf(request, index, blocks.slice(0, at));
      if (bound !== hash(prefix)) throw unbound(index, at);
    }
  }
}

const unbound = (message: number, block: number) =>
  new Violation(
    `messages.${message}.content.${block}: Invalid \`signature\` in \`thinking\` block. The block is bound to a different ` +
      'conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".',
  );
