import { describe, expect, it } from '@jest/globals';
import { addUsage, NO_USAGE } from '../../src/usage.js';
import { contextSize, growth, sessionLevel, type SessionLevel } from '../../src/workflows/budget.js';

const first = { input: 10, output: 20, cacheReads: 0, cacheWrites: 970 };
const second = { input: 30, output: 50, cacheReads: 970, cacheWrites: 50 };

describe('tokens as they enter a context', () => {
  it('are the whole prompt and the output at first, and then only what is new', () => {
    expect(growth(0, first)).toBe(1_000);
    expect(growth(contextSize(first), second)).toBe(100);
  });

  it('add up to the size of the context, whether the cache was hit or missed', () => {
    const missed = { ...second, cacheReads: 0, cacheWrites: 1_020 };
    expect(growth(0, first) + growth(contextSize(first), second)).toBe(contextSize(second));
    expect(contextSize(missed)).toBe(contextSize(second));
  });

  it('are none when the context has shrunk', () => {
    expect(growth(contextSize(second), first)).toBe(0);
  });
});

it('the usage of calls adds up part by part', () => {
  expect(addUsage(addUsage(NO_USAGE, first), second)).toEqual({
    input: 40,
    output: 70,
    cacheReads: 970,
    cacheWrites: 1_020,
  });
});

it.each<[number, SessionLevel]>([
  [0, 'free'],
  [149_999, 'free'],
  [150_000, 'warned'],
  [175_999, 'warned'],
  [176_000, 'closing'],
  [199_999, 'closing'],
  [200_000, 'used'],
  [250_000, 'used'],
])('a session of 200,000 tokens with %i used is %s', (tokens, level) => {
  expect(sessionLevel(tokens, 200_000)).toBe(level);
});
