import type { AssistantBlock, Entry, TextBlock, ToolResult } from '../../src/types.js';
import { colors } from './report.js';

/** One entry of a conversation for a person. A system entry starts a new one. */
export function entryText(entry: Entry): string {
  if (entry.role === 'system') {
    return `${colors.bold(`════ ${entry.conversation}`)}\n\n${labelled('system', entry.content)}`;
  }
  const speaker = entry.role === 'user' && entry.told !== undefined ? 'person' : 'user';
  const blocks =
    entry.role === 'user' ? entry.content.map((block) => userText(block, speaker)) : entry.content.map(assistantText);
  return blocks.filter(Boolean).join('\n\n');
}

const labelled = (label: string, text: string) => `${colors.cyan(`[${label}]`)}\n${text.trimEnd()}`;

function userText(block: TextBlock | ToolResult, speaker: string): string {
  if (block.type === 'text') return labelled(speaker, block.text);
  return labelled(block.is_error ? 'tool: error' : 'tool', block.content);
}

function assistantText(block: AssistantBlock): string {
  if (isText(block)) return labelled('assistant', block.text);
  if (isCall(block)) return labelled(`assistant calls ${block.name}`, argumentsText(block.input));
  const { thinking } = block;
  return typeof thinking === 'string' && thinking.trim() ? labelled('assistant thinks', thinking) : '';
}

const isText = (block: AssistantBlock): block is TextBlock => block.type === 'text';
const isCall = (block: AssistantBlock): block is Extract<AssistantBlock, { type: 'tool_use' }> =>
  block.type === 'tool_use';

/** `name: value`, a line each; what has several lines below its name. */
function argumentsText(input: unknown): string {
  if (typeof input !== 'object' || input === null) return JSON.stringify(input);
  const lines = Object.entries(input).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text.includes('\n') ? `${name}:\n${text.replace(/^/gm, '  ').trimEnd()}` : `${name}: ${text}`;
  });
  return lines.join('\n');
}
