/** What a scripted model says. */
export interface Reply {
  text?: string;
  calls?: { name: string; input: unknown }[];
  /** Without it: `tool_use` where there are calls, else `end_turn`. */
  stop?: 'end_turn' | 'max_tokens' | 'tool_use' | 'refusal';
  /** The JSON of the last call ends in the middle, as with a real `max_tokens`. */
  cut?: boolean;
  /** No content at all. */
  empty?: boolean;
  /** Calls a tool that the request doesn't offer, on purpose. */
  unlisted?: boolean;
  /** Must occur in the last user message; else the request is a violation. */
  expect?: RegExp | string;
  /** Answered in place of the reply, `times` times (1), before it is given. */
  fault?: { status: number; type: string; message: string; headers?: Record<string, string>; times?: number };
}

/**
 * The replies of each conversation, in order. A conversation's key is `prime`, `discuss`, `plan` or
 * `<task>/<stage>/<attempt>`, as in `task-001/red/1`.
 */
export type Script = Record<string, Reply[]>;

/** One script for every feature, or each feature's own by its name. */
export type Play = Script | ((feature: string) => Script);

/** A content block as the Messages API has it. */
export type Block = { type: 'text'; text: string } | { type: 'tool_use'; id: string; name: string; input: unknown };

export type StopReason = NonNullable<Reply['stop']>;

export function stopReason(reply: Reply): StopReason {
  if (reply.stop) return reply.stop;
  if (reply.cut) return 'max_tokens';
  return reply.calls?.length ? 'tool_use' : 'end_turn';
}
