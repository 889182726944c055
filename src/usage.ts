import type { Usage } from './types.js';

export const NO_USAGE: Usage = { input: 0, output: 0, cacheReads: 0, cacheWrites: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheReads: a.cacheReads + b.cacheReads,
  cacheWrites: a.cacheWrites + b.cacheWrites,
});
