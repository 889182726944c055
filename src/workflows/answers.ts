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

/** How an answer ends its stage, if it does: by a `submit` or `blocked` that stands alone. */
export type Ending =
  | { is: 'none' }
  | { is: 'blocked'; reason: string; refuse(reason: string): ToolResult[] }
  | { is: 'submit'; value: unknown; refuse(reason: string): ToolResult[] }
  | { is: 'wrong'; problem: string; refuse(reason: string): ToolResult[] };

/** `kept`: what of it belongs into the conversation. */
export type Answer =
  | { is: 'refused'; text: string; kept: AssistantBlock[] }
  | { is: 'cut'; kept: AssistantBlock[] }
  | { is: 'silent'; kept: AssistantBlock[] }
  | { is: 'calls'; calls: ToolUse[]; ending: Ending; kept: AssistantBlock[] };

const CUT_STOPS = ['max_tokens', 'model_context_window_exceeded'];

/**
 * Tools run only when the stop reason is `tool_use`: of an answer that was cut, no call is even kept. Texts with nothing
 * to see aren't either: the service sends them at times and takes none back.
 */
export function readAnswer({ content, stop }: Called, stage: StageName): Answer {
  const said = content.filter((block) => block.type !== 'text' || hasWords(block));
  const calls = said.filter((block): block is ToolUse => block.type === 'tool_use');
  const words = said.filter((block): block is TextBlock => block.type === 'text');
  if (stop === 'refusal') return { is: 'refused', text: words.map((block) => block.text).join('\n'), kept: [] };
  if (CUT_STOPS.includes(stop)) return { is: 'cut', kept: words };
  const [first] = calls;
  if (!first) return { is: 'silent', kept: words.length > 0 ? said : [] };
  if (stop !== 'tool_use') return { is: 'cut', kept: words };
  const ends = calls.length === 1 && isEnd(first);
  return { is: 'calls', calls: ends ? [] : calls, ending: ends ? endingOf(first, stage) : { is: 'none' }, kept: said };
}

const hasWords = ({ text }: TextBlock) => text.trim() !== '';

const isEnd = (call: ToolUse) => call.name === 'submit' || call.name === 'blocked';

function endingOf({ id, name, input }: ToolUse, stage: StageName): Ending {
  const refuse = (reason: string): ToolResult[] => [
    { type: 'tool_result', tool_use_id: id, content: reason, is_error: true },
  ];
  const schema = name === 'blocked' ? blockedSchema : SUBMISSIONS[stage];
  const parsed = schema.safeParse(input);
  if (!parsed.success) return { is: 'wrong', problem: `wrong arguments: ${z.prettifyError(parsed.error)}`, refuse };
  if (name === 'submit') return { is: 'submit', value: parsed.data, refuse };
  return { is: 'blocked', reason: blockedSchema.parse(input).reason, refuse };
}
