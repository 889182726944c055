import { expect, it } from '@jest/globals';
import { waitAfter } from '../../src/workflows/backoff.js';

it('waits longer and longer, up to a minute, and after half an hour up to ten', () => {
  expect([1, 2, 3, 7, 20, 30].map((tries) => waitAfter(tries, undefined, 0.5))).toEqual([
    1_000, 2_000, 4_000, 60_000, 60_000, 60_000,
  ]);
  expect(waitAfter(31, undefined, 0.5)).toBe(600_000);
});

it('spreads those who were turned away together', () => {
  expect(waitAfter(3, undefined, 0)).toBe(3_000);
  expect(waitAfter(3, undefined, 1)).toBe(5_000);
});

it('waits no less than the service asks for, and hardly more', () => {
  expect(waitAfter(1, 30_000, 0)).toBe(30_000);
  expect(waitAfter(9, 0, 1)).toBe(250);
});
