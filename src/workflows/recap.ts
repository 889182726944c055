import { byteLength } from '../byte-length.js';
import { cutText } from '../cut-text.js';
import { describeCalls } from '../describe-calls.js';
import type { Entry, ToolUse } from '../types.js';

/** What came of a conversation that can't go on, for the one in its place: decisions only. */

const MOST = 16_000;
const WORDS = 400;

/** The newest lines are kept where there is no room for all. */
export function recapOf(entries: Entry[], why: string): string {
  const lines = entries.flatMap(linesOf);
  let from = lines.length;
  for (let left = MOST; from > 0; from -= 1) {
    left -= byteLength(lines[from - 1]!) + 1;
    if (left < 0) break;
  }
  return [
    `You have worked on this before, in a conversation that can't go on: ${cutText(why, WORDS)}`,
    'All that you changed is in the worktree. What you did, the oldest first; results are left out, so read again what you need:',
    ...(from > 0 ? [`(${from} earlier lines are left out)`] : []),
    ...lines.slice(from),
    'Go on from there.',
  ].join('\n');
}

/** A person's words are said again as a whole. */
function linesOf(entry: Entry): string[] {
  const { role, content } = entry;
  if (role === 'system' || (role === 'user' && entry.told !== undefined)) return [];
  const blocks = content as { type: string; text?: string }[];
  const said = blocks.flatMap(({ type, text }) => (type === 'text' && text?.trim() ? [text.trim()] : []));
  const calls = blocks.filter((block) => block.type === 'tool_use') as unknown as ToolUse[];
  const words = said.map((text) => `- ${role === 'user' ? 'you were told' : 'you said'}: ${cutText(text, WORDS)}`);
  return calls.length > 0 ? [...words, `- ${describeCalls(calls)}`] : words;
}
