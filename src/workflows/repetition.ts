import { fingerprint } from '../conversation.js';
import type { ToolResult, ToolUse } from '../types.js';

/** Whether a model goes round in circles: decisions only. */

export interface Round {
  calls: ToolUse[];
  results: ToolResult[];
  /** What the worktree holds afterwards. */
  tree: string;
}

/** Turns that are looked back on: circles are short. */
const WINDOW = 12;

/** Times that the same round may be seen: then the model is told, and at the next one its stage ends. */
export const TOLD = 3;

/** The last turns with this one, and how often this one is among them. */
export function seen(recent: string[], round: Round): { recent: string[]; times: number } {
  const name = nameOf(round);
  const now = [...recent, name].slice(-WINDOW);
  return { recent: now, times: now.filter((one) => one === name).length };
}

/** Numbers in results don't count: they are times, counters and ids; where something has changed, so has the tree. */
function nameOf({ calls, results, tree }: Round): string {
  const asked = calls.map(({ name, input }) => [name, input]);
  const got = results.map(({ content, is_error }) => [content.replaceAll(/\d+/g, '#'), is_error]);
  return fingerprint([{ conversation: tree, role: 'system', content: JSON.stringify([asked, got]) }]);
}
