/** What a scripted model says. */
export interface Reply {
  text?: string;
  calls?: { name: string; input: unknown }[];
  /** Without it: `tool_use` where there are calls, else `end_turn`. */
  stop?: 'end_turn' | 'max_tokens' | 'tool_use' | 'refusal' | 'model_context_window_exceeded';
  /** The JSON of the last call ends in the middle, as with a real `max_tokens`. */
  cut?: boolean;
  /** No content at all. */
  empty?: boolean;
  /** Calls a tool that the request doesn't offer, on purpose. */
  unlisted?: boolean;
  /** Must occur in the last user message; else the request is a violation. */
  expect?: RegExp | string;
  /** What it thinks first, in tokens (some), and for how many milliseconds (none) nothing but pings is sent meanwhile. */
  thinks?: { tokens?: number; ms?: number };
  /** Milliseconds between the events of the reply. */
  paceMs?: number;
  /** Answered in place of the reply, `times` times (1), before it is given. */
  fault?: (ErrorFault | StreamFault) & { times?: number };
}

/** An answer that is an error. */
export interface ErrorFault {
  status: number;
  type: string;
  message: string;
  details?: object;
  headers?: Record<string, string>;
}

/** A reply that breaks off. */
export interface StreamFault {
  /** The line is reset; the stream ends early, falls silent, has only pings, or has an error as an event. */
  breaks: 'reset' | 'end' | 'silence' | 'pings' | 'error';
  /** How much of the reply is sent before that: not even headers, no event, half of them, all but `message_stop`. */
  after: 'nothing' | 'headers' | 'middle' | 'all';
  /** Of the error: `overloaded_error` without it. */
  type?: string;
}

/**
 * The replies of each conversation, in order. A conversation's key is `prime`, `discuss`, `plan` or
 * `<task>/<stage>/<attempt>`, as in `task-001/red/1`. A conversation that goes on to another stage goes on by its key.
 */
export type Script = Record<string, Reply[]>;

/** One script for every feature, or each feature's own by its name. */
export type Play = Script | ((feature: string) => Script);

/** A content block as the Messages API has it. */
export type Block =
  | { type: 'text'; text: string }
  | { type: 'tool_use'; id: string; name: string; input: unknown }
  | { type: 'thinking'; thinking: string; signature: string };

export type StopReason = NonNullable<Reply['stop']>;

export function stopReason(reply: Reply): StopReason {
  if (reply.stop) return reply.stop;
  if (reply.cut) return 'max_tokens';
  return reply.calls?.length ? 'tool_use' : 'end_turn';
}
