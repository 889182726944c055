import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../src/config.js';
import { costOf, priceOf, PRICES, worstCost } from '../src/prices.js';

const MILLION = 1_000_000;
const nothing = { input: 0, output: 0, cacheReads: 0, cacheWrites: 0 };
const sonnet = PRICES['claude-sonnet-5-5']!;

describe('the price of a call', () => {
  it('is that of each kind of token, and of cache writes for five minutes and for an hour', () => {
    expect(costOf(sonnet, { ...nothing, input: MILLION }, 0)).toBeCloseTo(2);
    expect(costOf(sonnet, { ...nothing, output: MILLION }, 0)).toBeCloseTo(10);
    expect(costOf(sonnet, { ...nothing, cacheReads: MILLION }, 0)).toBeCloseTo(0.1);
    expect(costOf(sonnet, { ...nothing, cacheWrites: MILLION }, 0)).toBeCloseTo(2.5);
    expect(costOf(sonnet, { ...nothing, cacheWrites: MILLION }, MILLION)).toBeCloseTo(4);
  });

  it('depends on the length of the prompt where the model has two lists of rates', () => {
    const haiku = PRICES['claude-haiku-5-5']!;
    expect(costOf(haiku, { ...nothing, input: 100_000 }, 0)).toBeCloseTo(0.01);
    expect(costOf(haiku, { ...nothing, input: 100_001 }, 0)).toBeCloseTo(0.05, 4);
  });

  it('is never above the worst that was reckoned with', () => {
    for (const price of Object.values(PRICES)) {
      const usage = { input: 20_000, output: 9_000, cacheReads: 30_000, cacheWrites: 70_000 };
      expect(costOf(price, usage, 70_000)).toBeLessThanOrEqual(worstCost(price, 120_000, 9_000));
    }
  });
});

describe('the price of a model', () => {
  let room: string;
  beforeAll(async () => {
    room = await mkdtemp(path.join(os.tmpdir(), 'piv-prices-'));
  });
  afterAll(() => rm(room, { recursive: true }));

  const listed = async (text: string) => {
    const file = path.join(room, 'prices.json');
    await writeFile(file, text);
    return () => loadConfig({ PIV_PRICES: file }).prices;
  };

  it('is there for every name that the SDK knows', async () => {
    const types = path.join('node_modules', '@anthropic-ai', 'sdk', 'resources', 'messages', 'messages.d.ts');
    const [, known = ''] = /type Model = ([^;]+);/.exec(await readFile(types, 'utf8')) ?? [];
    const names = [...known.matchAll(/'([^']+)'/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !priceOf(PRICES, name))).toEqual([]);
  });

  it('is found with and without the date of its release, and never by a mere beginning', () => {
    expect(priceOf(PRICES, 'claude-haiku-4-5-20251001')).toBe(PRICES['claude-haiku-4-5']);
    expect(priceOf(PRICES, 'claude-sonnet-5-6')).toBeUndefined();
    expect(priceOf(PRICES, 'scripted')).toBeUndefined();
  });

  it('can be given, also over ours', async () => {
    const mine = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0, cacheWriteHour: 0 };
    const prices = (await listed(JSON.stringify({ 'claude-sonnet-5-5': mine, own: mine })))();
    expect(priceOf(prices, 'claude-sonnet-5-5')).toEqual(mine);
    expect(priceOf(prices, 'own')).toEqual(mine);
    expect(priceOf(prices, 'claude-opus-5')).toBe(PRICES['claude-opus-5']);
  });

  it('has to be whole', async () => {
    expect(await listed('{ "own": { "input": 1 } }')).toThrow(/PIV_PRICES: .*own\.output/);
    expect(await listed('no list')).toThrow('PIV_PRICES');
    expect(() => loadConfig({ PIV_PRICES: path.join(room, 'missing.json') })).toThrow('PIV_PRICES');
  });
});
