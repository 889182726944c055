import { createHash } from 'node:crypto';
import type { Usage } from '../../src/types.js';
import { type ModelRequest, withoutMarks } from './shape.js';
import { isOfAnother } from './thinking.js';
import { NOTHING, tokensOf } from './usage.js';

/** The service's cache of prompts. It holds what stood before a mark, and looks back from each mark for that. */

/** From a mark, so many blocks back are looked at for what was written before. */
const LOOK_BACK = 20;
/** A shorter prompt is not kept. */
const LEAST_TOKENS = 512;

export interface PromptCache {
  /** What of the request is read, what is written, and what is neither. */
  take(request: ModelRequest): Usage;
}

export function createCache(): PromptCache {
  const written = new Set<string>();
  return {
    take(request) {
      const parts = partsOf(request);
      const marks = parts.flatMap(({ marked }, at) => (marked && parts[at]!.tokens >= LEAST_TOKENS ? [at] : []));
      const total = parts.at(-1)?.tokens ?? 0;
      const last = marks.at(-1);
      if (last === undefined) return { ...NOTHING, input: total };
      const found = marks.flatMap((mark) => hits(parts, mark, written));
      for (const mark of marks) written.add(parts[mark]!.name);
      const cacheReads = Math.max(0, ...found.map((at) => parts[at]!.tokens));
      const upToMark = parts[last]!.tokens;
      return { ...NOTHING, cacheReads, cacheWrites: upToMark - cacheReads, input: total - upToMark };
    },
  };
}

/** Of a whole prompt. */
export const countTokens = (request: Prompt): number => partsOf(request).at(-1)?.tokens ?? 0;

type Prompt = Pick<ModelRequest, 'model' | 'system' | 'tools' | 'messages' | 'cache_control'>;

function hits(parts: Part[], mark: number, written: Set<string>): number[] {
  const looked = Array.from({ length: LOOK_BACK }, (_, back) => mark - back).filter((at) => at >= 0);
  return looked.filter((at) => written.has(parts[at]!.name));
}

interface Part {
  /** Of all up to this block. */
  name: string;
  tokens: number;
  marked: boolean;
}

/**
 * Tools, then the system, then the messages, block by block. A mark of the whole request is on its last block. What
 * another model thought is dropped, and costs nothing.
 */
function partsOf({ model, cache_control: whole, system = [], tools, messages }: Prompt): Part[] {
  const frame = [...tools, ...(typeof system === 'string' ? [{ text: system }] : system)];
  const said = messages.flatMap(({ role, content }) =>
    content.filter((block) => !isOfAnother(model, block)).map((block) => ({ role, ...block })),
  );
  const blocks = [...frame, ...said];
  const parts: Part[] = [];
  let bytes = 0;
  let name = model;
  for (const [at, block] of blocks.entries()) {
    const text = JSON.stringify(withoutMarks(block));
    bytes += Buffer.byteLength(text);
    name = createHash('sha256').update(name).update(text).digest('hex');
    const marked =
      Boolean('cache_control' in block && block.cache_control) || (Boolean(whole) && at === blocks.length - 1);
    parts.push({ name, tokens: tokensOf(bytes), marked });
  }
  return parts;
}
