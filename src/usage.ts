import type { Usage } from './types.js';

export const NO_USAGE: Usage = { input: 0, output: 0, cacheReads: 0, cacheWrites: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => combine(a, b, (one, other) => one + other);

export const subtractUsage = (a: Usage, b: Usage): Usage => combine(a, b, (one, other) => one - other);

function combine(a: Usage, b: Usage, by: (one: number, other: number) => number): Usage {
  const requests = by(a.requests ?? 0, b.requests ?? 0);
  return {
    input: by(a.input, b.input),
    output: by(a.output, b.output),
    cacheReads: by(a.cacheReads, b.cacheReads),
    cacheWrites: by(a.cacheWrites, b.cacheWrites),
    ...(requests > 0 ? { requests } : {}),
  };
}

/** Per cent of what was sent to the model that it had in its cache. */
export function cachedShare({ input, cacheReads, cacheWrites }: Usage): number {
  const sent = input + cacheReads + cacheWrites;
  return sent === 0 ? 0 : (100 * cacheReads) / sent;
}
