import { describe, expect, it } from '@jest/globals';
import { decide, freeOf, less, type Ask } from '../../src/workflows/grants.js';

const ask = (holder: string, least: number, want = least): Ask => ({
  holder,
  number: 1,
  least: { tokens: least },
  want: { tokens: want },
});
const granted = ({ grants }: ReturnType<typeof decide>) =>
  grants.map(({ ask: { holder }, amount }) => [holder, amount]);

describe('grants', () => {
  it('come in lumps, as long as there are some', () => {
    expect(granted(decide({ tokens: 200_000 }, [ask('a', 5_000, 33_000)], false))).toEqual([['a', { tokens: 40_000 }]]);
    expect(granted(decide({ tokens: 9_000 }, [ask('a', 5_000, 33_000)], false))).toEqual([['a', { tokens: 9_000 }]]);
  });

  it('leave nobody behind: who asked first is waited with until there is enough', () => {
    const asks = [ask('a', 30_000), ask('b', 1_000)];
    expect(decide({ tokens: 10_000 }, asks, true)).toEqual({ grants: [] });
    expect(granted(decide({ tokens: 50_000 }, asks, true))).toEqual([
      ['a', { tokens: 40_000 }],
      ['b', { tokens: 10_000 }],
    ]);
  });

  it('end where nobody holds anything and what is left is of no use', () => {
    const asks = [ask('a', 30_000)];
    expect(decide({ tokens: 29_999 }, asks, false)).toEqual({
      grants: [],
      exhausted: { ask: asks[0], lacks: 'tokens' },
    });
  });

  it('of money are for a few requests, where that is limited', () => {
    const dear = { ...ask('a', 5_000), least: { tokens: 5_000, money: 0.5 }, want: { tokens: 5_000, money: 1 } };
    expect(granted(decide({ tokens: 20_000, money: 10 }, [dear], false))).toEqual([
      ['a', { tokens: 20_000, money: 3 }],
    ]);
    expect(granted(decide({ tokens: 20_000, money: 0.7 }, [dear], false))).toEqual([
      ['a', { tokens: 20_000, money: 0.7 }],
    ]);
    expect(decide({ tokens: 20_000, money: 0.4 }, [dear], false).exhausted?.lacks).toBe('money');
  });

  it('count as used until they are given back', () => {
    const held = [{ tokens: 30_000, money: 1 }, { tokens: 5_000 }];
    expect(freeOf({ tokens: 200_000, money: 5 }, { tokens: 100_000, money: 2 }, held)).toEqual({
      tokens: 65_000,
      money: 2,
    });
    expect(freeOf({ tokens: 200_000 }, { tokens: 100_000, money: 2 }, held)).toEqual({ tokens: 65_000 });
  });

  it('shrink as they are spent', () => {
    expect(less({ tokens: 10, money: 1 }, { tokens: 4, money: 0.25 })).toEqual({ tokens: 6, money: 0.75 });
    expect(less({ tokens: 10 }, { tokens: 40, money: 1 })).toEqual({ tokens: 0 });
  });
});
