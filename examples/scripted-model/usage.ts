import type { Usage } from '../../src/types.js';
import { type ModelRequest, marksOf } from './shape.js';
import { withoutMarks } from './turns.js';

const BYTES_PER_TOKEN = 4;

export const NOTHING: Usage = { input: 0, output: 0, cacheReads: 0, cacheWrites: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheReads: a.cacheReads + b.cacheReads,
    cacheWrites: a.cacheWrites + b.cacheWrites,
  };
}

export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** A prompt in the parts that a cache can tell apart, marks left out. */
export function promptOf({ system = [], tools, messages }: ModelRequest): string[] {
  const frame = [typeof system === 'string' ? system : system.map(withoutMarks), tools.map(withoutMarks)];
  return [frame, ...messages.map(({ role, content }) => [role, content.map(withoutMarks)])].map((part) =>
    JSON.stringify(part),
  );
}

/** What was sent before as the start of a prompt is read from the cache; the rest is written to it. */
export function inputUsage(request: ModelRequest, before: string[][]): Usage {
  const prompt = promptOf(request);
  const total = tokensOf(prompt.join(''));
  if (marksOf(request) === 0) return { ...NOTHING, input: total };
  const shared = Math.max(0, ...before.map((earlier) => commonStart(prompt, earlier)));
  const cacheReads = tokensOf(prompt.slice(0, shared).join(''));
  return { ...NOTHING, cacheReads, cacheWrites: Math.max(0, total - cacheReads) };
}

function commonStart(a: string[], b: string[]): number {
  const differs = a.findIndex((part, index) => part !== b[index]);
  return differs < 0 ? a.length : differs;
}
