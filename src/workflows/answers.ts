import { z } from 'zod';
import type { Called } from '../activities/call-model.js';
import {
  blockedTaskSchema,
  codeSchema,
  SUBMISSIONS,
  type AssistantBlock,
  type BlockedBy,
  type StageName,
  type TextBlock,
  type ToolResult,
  type ToolUse,
} from '../types.js';

/** What an answer of the model means: decisions only. */

/** What is no tool's to do: a `submit` or `blocked` that stands alone ends its stage, a `check` asks what a submit would. */
export type Ending = { is: 'none' } | (Ends & { call: ToolUse });
type Ends =
  | { is: 'blocked'; reason: string; kind?: BlockedBy | undefined }
  | { is: 'submit' | 'check'; value: unknown }
  | { is: 'wrong'; problem: string };

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

const isEnd = ({ name }: ToolUse) => name === 'submit' || name === 'blocked' || name === 'check';

function endingOf(call: ToolUse, stage: StageName): Ending {
  const parsed = schemaOf(call, stage).safeParse(call.input);
  if (!parsed.success) return { is: 'wrong', problem: `wrong arguments: ${z.prettifyError(parsed.error)}`, call };
  if (call.name === 'blocked') return { is: 'blocked', ...(parsed.data as z.infer<typeof BLOCKED>), call };
  return { is: call.name === 'check' ? 'check' : 'submit', value: parsed.data, call };
}

/** The phases before any task, and conversations of earlier builds, don't say what kind it is. */
const BLOCKED = blockedTaskSchema.partial({ kind: true });

/** In a conversation that has both stages, what red names may be named again. */
function schemaOf({ name }: ToolUse, stage: StageName): z.ZodType {
  if (name === 'blocked') return BLOCKED;
  return stage === 'green' ? codeSchema : SUBMISSIONS[stage];
}

export const answerTo = ({ id }: ToolUse, content: string): ToolResult => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
});
export const refusalOf = (call: ToolUse, reason: string): ToolResult => ({ ...answerTo(call, reason), is_error: true });
