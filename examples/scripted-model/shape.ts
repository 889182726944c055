import { z } from 'zod';

/** The documented shape of a request, as far as a client of tools needs it. Everything else is refused. */

const mark = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() }).nullish();
const id = z.string().regex(/^[\w-]+$/);
const visible = z.string().regex(/\S/, 'text content blocks must contain non-whitespace text');

const text = z.strictObject({
  type: z.literal('text'),
  text: visible,
  citations: z.null().optional(),
  cache_control: mark,
});
const toolUse = z.strictObject({
  type: z.literal('tool_use'),
  id,
  name: z.string().min(1).max(200),
  input: z.record(z.string(), z.unknown()),
  cache_control: mark,
});
const toolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: id,
  content: z.union([z.string(), z.array(text)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: mark,
});
const thinking = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) });
const content = z.array(z.discriminatedUnion('type', [text, toolUse, toolResult, thinking])).min(1);

const message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([visible.transform((whole): z.output<typeof content> => [{ type: 'text', text: whole }]), content]),
});

const tool = z.strictObject({
  type: z.literal('custom').optional(),
  name: z.string().regex(/^[\w-]{1,128}$/),
  description: z.string().min(1),
  input_schema: z.looseObject({ type: z.literal('object') }),
  strict: z.boolean().optional(),
  eager_input_streaming: z.boolean().nullish(),
  cache_control: mark,
});

export const requestSchema = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1),
  system: z.union([visible, z.array(text)]).optional(),
  messages: z.array(message).min(1),
  tools: z.array(tool),
  stream: z.literal(true),
  cache_control: mark,
  thinking: z
    .strictObject({
      type: z.enum(['enabled', 'disabled', 'adaptive', 'between_tools']),
      display: z.enum(['summarized', 'omitted']).nullish(),
      budget_tokens: z.int().optional(),
    })
    .optional(),
  output_config: z.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional() }).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']) }).optional(),
  temperature: z.number().min(0).max(1).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
});
export const countedSchema = requestSchema.omit({ max_tokens: true, stream: true });
export type ModelRequest = z.output<typeof requestSchema>;
export type Message = ModelRequest['messages'][number];
export type MessageBlock = Message['content'][number];

/** The blocks of one type. */
export function blocksOf<T extends MessageBlock['type']>({ content: blocks }: Message, type: T) {
  return blocks.filter((block): block is Extract<MessageBlock, { type: T }> => block.type === type);
}

export function textOf(block: MessageBlock): string {
  if (block.type === 'text') return block.text;
  if (block.type === 'tool_use' || block.type === 'thinking') return '';
  return typeof block.content === 'string' ? block.content : (block.content ?? []).map(textOf).join('\n');
}

/** Marks move from turn to turn, and are no part of what was said. */
export function withoutMarks(block: object): object {
  const {
    cache_control: _mark,
    citations: _citations,
    ...said
  } = block as { cache_control?: unknown; citations?: unknown };
  return said;
}

/** How many places are marked for the cache. */
export function marksOf({ cache_control, system = [], tools, messages }: ModelRequest): number {
  const places: { cache_control?: unknown }[] = [
    { cache_control },
    ...(typeof system === 'string' ? [] : system),
    ...tools,
    ...messages.flatMap(({ content: blocks }): { cache_control?: unknown }[] =>
      blocks.filter((block) => block.type !== 'thinking'),
    ),
  ];
  return places.filter((place) => place.cache_control).length;
}
