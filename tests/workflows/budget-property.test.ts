import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { roomFor, type Room } from '../../src/activities/allowance.js';
import { MAX_ANSWER, MIN_ANSWER } from '../../src/limits.js';
import { PRICES } from '../../src/prices.js';
import { play, type Play } from './budget-play.js';

/** Whatever the graph of tasks, what calls take, how caches behave and where calls are cut. */

const share = fc.double({ min: 0, max: 1, noNaN: true });
const LONGEST = 30_000;
const call = fc.record({
  bytes: fc.integer({ min: 100, max: LONGEST }),
  density: fc.double({ min: 0.1, max: 1, noNaN: true }),
  length: share,
  missed: fc.boolean(),
  cuts: fc.array(share, { maxLength: 3 }),
});
const task = fc.record({ after: fc.array(fc.nat(), { maxLength: 3 }), calls: fc.array(call, { maxLength: 12 }) });
const plays: fc.Arbitrary<Play> = fc
  .record({
    sessionTokens: fc.integer({ min: 1_000, max: 400_000 }),
    maxCost: fc.option(fc.double({ min: 0.01, max: 20, noNaN: true }), { nil: undefined }),
    price: fc.constantFrom(...Object.values(PRICES)),
    maxParallel: fc.integer({ min: 1, max: 8 }),
    drawn: fc.array(task, { minLength: 1, maxLength: 8 }),
    chance: fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 50 }),
  })
  .map(({ drawn, maxCost, ...rest }) => ({
    ...rest,
    ...(maxCost === undefined ? {} : { maxCost }),
    tasks: drawn.map(({ after, calls }, index) => ({
      blockedBy: index === 0 ? [] : [...new Set(after.map((one) => one % index))],
      calls,
    })),
  }));

const RUNS = { numRuns: 2_000 };
/** Sums of fractions of a cent are not exact. */
const EXACT = 1e-9;

describe('what tasks spend together', () => {
  it('is never above the tokens of a session, nor above what the feature may cost', () => {
    fc.assert(
      fc.property(plays, (one) => {
        const { sessions, cost } = play(one);
        expect(Math.max(...sessions)).toBeLessThanOrEqual(one.sessionTokens);
        expect(cost).toBeLessThanOrEqual((one.maxCost ?? Infinity) + EXACT);
      }),
      RUNS,
    );
  });

  it('starves no task: each comes to its end, if need be in later sessions, where a limit lets its requests out', () => {
    fc.assert(
      fc.property(plays, (one) => {
        const { maxCost: _none, ...free } = one;
        const sessionTokens = Math.max(free.sessionTokens, LONGEST + MIN_ANSWER);
        expect(play({ ...free, sessionTokens })).toMatchObject({ ended: one.tasks.length });
      }),
      RUNS,
    );
  });

  it('ends only where what is left can pay for no further request', () => {
    fc.assert(
      fc.property(plays, (one) => {
        const { ended, stopped } = play(one);
        expect(ended === one.tasks.length || stopped !== undefined).toBe(true);
      }),
      RUNS,
    );
  });
});

it('what a request lacks is what lets it out, to the last fraction of a cent', () => {
  const amount = fc.integer({ min: 0, max: 400_000 });
  const spent = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(amount, amount, spent, fc.constantFrom(...Object.values(PRICES)), (prompt, fresh, money, price) => {
      const used = { tokens: 0, money };
      const within = { price, used, least: MIN_ANSWER, most: MAX_ANSWER };
      const room = roomFor({ prompt, fresh }, { ...within, allowance: { tokens: 0, money: 0 } });
      const { least } = (room as Extract<Room, { short: unknown }>).short;
      const granted = { tokens: least.tokens, money: money + least.money! };
      expect(roomFor({ prompt, fresh }, { ...within, allowance: granted })).toEqual({ maxTokens: MIN_ANSWER });
    }),
    RUNS,
  );
});
