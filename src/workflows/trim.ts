import { byteLength } from '../byte-length.js';
import { bytesOf } from '../conversation.js';
import type { AssistantBlock, Entry, ToolResult, ToolUse } from '../types.js';

/** Shortening a conversation: decisions only. */

/** Shorter texts than this stay: leaving them out gains nothing. */
const WORTHWHILE = 200;

export const leftOut = (text: string) => `[${byteLength(text)} bytes left out]`;

/**
 * The conversation in at most `limit` bytes, where that can be had: in one step, so that the service's cache is lost
 * once, down to half of it. The oldest tool results go first, then long texts in tool inputs; what was said, the opening
 * and the last turn stay. What was thought after the first change goes too: it is bound to all that stood before it, and
 * would have the request refused. Undefined where nothing is left to shorten.
 */
export function trim(entries: Entry[], limit: number): Entry[] | undefined {
  const last = entries.findLastIndex((entry) => entry.role === 'assistant');
  const trimmed = [...entries];
  let left = bytesOf(entries) - limit / 2;
  for (const shorten of [withoutResults, withoutInputs]) {
    for (let at = 0; at < last && left > 0; at += 1) {
      const before = trimmed[at]!;
      const after = shorten(before);
      left -= bytesOf([before]) - bytesOf([after]);
      trimmed[at] = after;
    }
  }
  const first = trimmed.findIndex((entry, at) => bytesOf([entry]) < bytesOf([entries[at]!]));
  return first < 0 ? undefined : trimmed.map((entry, at) => (at < first ? entry : withoutThoughts(entry)));
}

function withoutThoughts(entry: Entry): Entry {
  if (entry.role !== 'assistant') return entry;
  return { ...entry, content: entry.content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking') };
}

function withoutResults(entry: Entry): Entry {
  if (entry.role !== 'user') return entry;
  const content = entry.content.map((block) => (block.type === 'tool_result' ? shortResult(block) : block));
  return { ...entry, content };
}

const shortResult = (block: ToolResult): ToolResult => ({ ...block, content: shortText(block.content) });

function withoutInputs(entry: Entry): Entry {
  if (entry.role !== 'assistant') return entry;
  return { ...entry, content: entry.content.map((block) => (isCall(block) ? shortInput(block) : block)) };
}

const isCall = (block: AssistantBlock): block is ToolUse => block.type === 'tool_use';

function shortInput(block: ToolUse): ToolUse {
  if (typeof block.input !== 'object' || block.input === null) return block;
  const parts = Object.entries(block.input).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? shortText(value) : value,
  ]);
  return { ...block, input: Object.fromEntries(parts) as unknown };
}

const shortText = (text: string) => (byteLength(text) > WORTHWHILE ? leftOut(text) : text);
