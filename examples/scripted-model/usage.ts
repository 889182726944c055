import type { Usage } from '../../src/types.js';

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

/** Of a text, or of so many bytes. */
export function tokensOf(text: string | number): number {
  return Math.ceil((typeof text === 'number' ? text : Buffer.byteLength(text)) / BYTES_PER_TOKEN);
}
