import Anthropic from '@anthropic-ai/sdk';
import type { ModelRequest } from './model.js';
import { wellFormed } from './model-reply.js';

/** What is sent to the service. */

/** Extras only save money: a service that doesn't know one of them is asked without it from then on. */
export interface Extras {
  ttl: boolean;
  cache: boolean;
}

export async function send(
  client: Anthropic,
  extras: Extras,
  build: () => Anthropic.MessageCreateParamsStreaming,
  signal: AbortSignal,
): Promise<Response> {
  for (;;) {
    try {
      return await client.messages.create(build(), { signal }).asResponse();
    } catch (error) {
      if (!(error instanceof Anthropic.BadRequestError) || !dropExtra(extras, error.message)) throw error;
    }
  }
}

/** Leaves out what a refusal names; false where it names none of them. */
function dropExtra(extras: Extras, refusal: string): boolean {
  const unknown = /extra inputs|not permitted|unknown|unrecogni[sz]ed|unexpected|unsupported|not supported/i.test(
    refusal,
  );
  const name =
    extras.ttl && /\bttl\b/.test(refusal) ? 'ttl' : extras.cache && /cache_control/.test(refusal) ? 'cache' : '';
  if (!unknown || !name) return false;
  extras[name] = false;
  return true;
}

export type Messages = { role: string; content: unknown[] }[];

export function bodyOf(
  model: string,
  request: Omit<ModelRequest, 'messages'> & { messages: Messages },
  { ttl, cache }: Extras,
): Anthropic.MessageCreateParamsStreaming {
  const forAnHour = ttl ? ({ type: 'ephemeral', ttl: '1h' } as const) : ({ type: 'ephemeral' } as const);
  return {
    model,
    stream: true,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: request.system.toWellFormed(), ...(cache ? { cache_control: forAnHour } : {}) }],
    tools: request.tools as Anthropic.Tool[],
    messages: request.messages as unknown as Anthropic.MessageParam[],
    ...(cache ? { cache_control: { type: 'ephemeral' } } : {}),
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
