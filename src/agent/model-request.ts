import Anthropic from '@anthropic-ai/sdk';
import type { ModelRequest, Prompt } from './model.js';
import { notSent } from './model-failure.js';
import { hasNone } from './model-limits.js';
import { wellFormed } from './model-reply.js';

/** What is sent to the service. */

/** What a service can do without, and may not know: it is asked without it from then on. */
export interface Extras {
  ttl: boolean;
  cache: boolean;
  effort: boolean;
  thinking: boolean;
  /** A count of tokens, before a request. */
  count: boolean;
}

/** What a refusal calls them. */
const NAMES: [keyof Extras, RegExp][] = [
  ['ttl', /\bttl\b/],
  ['cache', /cache_control/],
  ['effort', /output_config|\beffort\b/],
  ['thinking', /thinking/],
];

export async function send(
  client: Anthropic,
  extras: Extras,
  build: () => Anthropic.MessageCreateParamsStreaming,
  { signal, leftOut }: { signal: AbortSignal; leftOut(extra: keyof Extras, refusal: string): void },
): Promise<Response> {
  for (;;) {
    try {
      return await client.messages.create(build(), { signal }).asResponse();
    } catch (error) {
      const refused = error instanceof Anthropic.BadRequestError || error instanceof Anthropic.UnprocessableEntityError;
      const dropped = refused && dropExtra(extras, error.message);
      if (!dropped) throw notSent(error);
      leftOut(dropped, error.message);
    }
  }
}

const UNKNOWN =
  /extra inputs|not permitted|unknown|unrecogni[sz]ed|unexpected|unsupported|not supported|does not support/i;

/** Leaves out what a refusal names, and says which; undefined where it names none of them. */
function dropExtra(extras: Extras, refusal: string): keyof Extras | undefined {
  const named = NAMES.find(([name, words]) => extras[name] && words.test(refusal))?.[0];
  if (!named || !UNKNOWN.test(refusal)) return undefined;
  extras[named] = false;
  return named;
}

/** Longer than the service ever takes for it. */
const COUNT_MS = 30_000;

/** Undefined where the service doesn't count; `none` hears why, where it never will. */
export async function countTokens(
  client: Anthropic,
  model: string,
  prompt: Prompt,
  extras: Extras,
  none: (why: string) => void,
): Promise<number | undefined> {
  if (!extras.count) return undefined;
  const {
    max_tokens: _,
    stream: __,
    ...body
  } = bodyOf(model, { ...prompt, messages: joined(prompt.messages), maxTokens: 0 }, { ...extras, cache: false });
  try {
    return (await client.messages.countTokens(body, { timeout: COUNT_MS })).input_tokens;
  } catch (error) {
    extras.count = !hasNone(error as { status?: number });
    if (!extras.count) none((error as Error).message);
    return undefined;
  }
}

export type Messages = { role: string; content: unknown[] }[];

export function bodyOf(
  model: string,
  request: Omit<ModelRequest, 'messages'> & { messages: Messages },
  { ttl, cache, effort, thinking }: Extras,
): Anthropic.MessageCreateParamsStreaming {
  const forAnHour = ttl ? ({ type: 'ephemeral', ttl: '1h' } as const) : ({ type: 'ephemeral' } as const);
  const mark = request.hour ? forAnHour : ({ type: 'ephemeral' } as const);
  return {
    model,
    stream: true,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: request.system.toWellFormed(), ...(cache ? { cache_control: forAnHour } : {}) }],
    tools: request.tools as Anthropic.Tool[],
    messages: (cache ? marked(request.messages, mark) : request.messages) as unknown as Anthropic.MessageParam[],
    // Summaries, as a model that thinks in silence can't be told from one that has stopped.
    ...(thinking ? { thinking: { type: 'adaptive', display: 'summarized' } } : {}),
    ...(effort && request.effort ? { output_config: { effort: request.effort } } : {}),
  };
}

/** Entries of the same role that follow each other become one message. */
export function joined(entries: ModelRequest['messages']): Messages {
  const messages: Messages = [];
  for (const { role, content } of entries) {
    const last = messages.at(-1);
    const said = wellFormed(content) as unknown[];
    if (last?.role === role) last.content.push(...said);
    else messages.push({ role, content: [...said] });
  }
  return messages;
}

/**
 * Marks the end of this request, and that of the one before, where the cache was written: from a mark the service looks
 * back 20 blocks only, and one answer with many calls has more.
 */
function marked(messages: Messages, mark: object): Messages {
  const ends = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).slice(-2);
  return messages.map((message, at) => {
    if (!ends.includes(at)) return message;
    const last = message.content.at(-1) as object;
    return { ...message, content: [...message.content.slice(0, -1), { ...last, cache_control: mark }] };
  });
}
