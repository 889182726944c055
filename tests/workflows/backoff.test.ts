import { describe, expect, it } from '@jest/globals';
import { waitAfter } from '../../src/workflows/backoff.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** How often a service is asked that is down for so long. */
function triesWithin(ms: number, askedMs: number | undefined): number {
  let tries = 0;
  for (let at = 0; at < ms; at += waitAfter(tries, askedMs, 0.5)) tries += 1;
  return tries;
}

describe('a service that says nothing is left alone', () => {
  it('twice as long after each try, up to a minute', () => {
    const waits = [1, 2, 3, 6, 7, 30].map((tries) => waitAfter(tries, undefined, 0.5));
    expect(waits).toEqual([1, 2, 4, 32, 60, 60].map((seconds) => seconds * SECOND));
  });

  it('for ten minutes after many tries, and twice as long after each ten more, up to four hours', () => {
    const waits = [31, 40, 41, 51, 61, 71, 81, 2_000].map((tries) => waitAfter(tries, undefined, 0.5));
    expect(waits).toEqual([10, 10, 20, 40, 80, 160, 240, 240].map((minutes) => minutes * MINUTE));
  });

  it('for a time that is spread by a quarter', () => {
    expect([0, 1].map((random) => waitAfter(1, undefined, random))).toEqual([750, 1_250]);
    expect([0, 1].map((random) => waitAfter(3, undefined, random))).toEqual([3_000, 5_000]);
  });
});

describe('what a service asks for', () => {
  it.each([0, 40, 7 * SECOND, 10 * MINUTE])('is obeyed, and no try comes before that: %s ms', (asked) => {
    expect([1, 10, 30].map((tries) => waitAfter(tries, asked, 0))).toEqual([asked, asked, asked]);
    expect(waitAfter(1, asked, 1)).toBe(asked + 250);
  });

  it('is no longer believed after many tries, where that was too little', () => {
    expect([31, 32, 36, 40, 41].map((tries) => waitAfter(tries, 0, 0) / SECOND)).toEqual([1, 2, 32, 512, 1_024]);
    expect(waitAfter(500, 0, 0)).toBe(240 * MINUTE);
    expect(waitAfter(500, DAY, 0)).toBe(DAY);
  });
});

it.each([undefined, 0, SECOND])(
  'twenty minutes, and a month, take few enough tries for a history (asked: %s ms)',
  (asked) => {
    expect(triesWithin(20 * MINUTE, asked)).toBeLessThan(50);
    expect(triesWithin(30 * DAY, asked)).toBeLessThan(260);
  },
);
