import { z } from 'zod';
import type { Called } from '../activities/call-model.js';
import {
  blockedSchema,
  SUBMISSIONS,
  type AssistantBlock,
  type StageName,
  type TextBlock,
  type ToolResult,
  type ToolUse,
} from '../types.js';

/** What an answer of the model means: decisions only. */

/** How an answer ends its stage, if it does. */
export type Ending =
  | { is: 'none' }
  | { is: 'blocked'; reason: string }
  | { is: 'submit'; value: unknown; refuse(reason: string): ToolResult[] }
  | { is: 'wrong'; problem: string; refuse(reason: string): ToolResult[] };

/** `kept`: what of it belongs into the conversation. */
export type Answer =
  | { is: 'refused'; text: string; kept: AssistantBlock[] }
  | { is: 'cut'; kept: AssistantBlock[] }
  | { is: 'silent'; kept: AssistantBlock[] }
  | { is: 'calls'; calls: ToolUse[]; ending: Ending; kept: AssistantBlock[] };

const CUT_STOPS = ['max_tokens', 'model_context_window_exceeded'];

/** Tools run only when the stop reason is `tool_use`: of an answer that was cut, no call is even kept. */
export function readAnswer({ content, stop }: Called, stage: StageName): Answer {
  const calls = content.filter((block): block is ToolUse => block.type === 'tool_use');
  const words = content.filter((block): block is TextBlock => block.type === 'text' && !!block.text);
  if (stop === 'refusal') return { is: 'refused', text: words.map((block) => block.text).join('\n'), kept: [] };
  if (CUT_STOPS.includes(stop)) return { is: 'cut', kept: words };
  if (calls.length === 0) return { is: 'silent', kept: words.length > 0 ? content : [] };
  const ends = calls.filter(isEnd);
  return { is: 'calls', calls: calls.filter((call) => !isEnd(call)), ending: endingOf(ends, stage), kept: content };
}

const isEnd = (call: ToolUse) => call.name === 'submit' || call.name === 'blocked';

function endingOf(ends: ToolUse[], stage: StageName): Ending {
  const [first] = ends;
  if (!first) return { is: 'none' };
  const refuse = (reason: string) =>
    ends.map(({ id }): ToolResult => ({ type: 'tool_result', tool_use_id: id, content: reason, is_error: true }));
  if (ends.length > 1) {
    return { is: 'wrong', problem: 'call submit or blocked once, not several times', refuse };
  }
  if (first.name === 'blocked') {
    const parsed = blockedSchema.safeParse(first.input);
    if (parsed.success) return { is: 'blocked', reason: parsed.data.reason };
    return { is: 'wrong', problem: z.prettifyError(parsed.error), refuse };
  }
  const parsed = SUBMISSIONS[stage].safeParse(first.input);
  if (parsed.success) return { is: 'submit', value: parsed.data, refuse };
  return { is: 'wrong', problem: `wrong arguments: ${z.prettifyError(parsed.error)}`, refuse };
}
