import { z } from 'zod';
import type { Usage } from './types.js';

/** What models cost, in US dollars per million tokens. */

const ratesSchema = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cacheRead: z.number().min(0),
  /** Written for five minutes, and for an hour. */
  cacheWrite: z.number().min(0),
  cacheWriteHour: z.number().min(0),
});
type Rates = z.infer<typeof ratesSchema>;

export const priceSchema = ratesSchema.extend({
  /** Rates of a request whose prompt has more tokens than this, for all of its tokens. */
  beyond: ratesSchema.extend({ tokens: z.int().min(1) }).optional(),
});
export type Price = z.infer<typeof priceSchema>;
export type Prices = Record<string, Price>;

/** The multiples of the input price that writing to the cache costs with every model. */
const price = (input: number, output: number, cacheRead: number): Price => ({
  input,
  output,
  cacheRead,
  cacheWrite: input * 1.25,
  cacheWriteHour: input * 2,
});

/**
 * Standard rates as platform.claude.com/docs/en/about-claude/pricing had them in October 2026. PIV_PRICES overrides. Names
 * that the SDK knows and that page doesn't have the dearest rates of their family, so that a limit holds: 5.2 those of 5,
 * and the preview what it was announced at.
 */
export const PRICES: Prices = {
  'claude-fable-5-2': price(10, 50, 1),
  'claude-mythos-5-2': price(10, 50, 1),
  'claude-fable-5-1': price(10, 50, 0.25),
  'claude-mythos-5-1': price(10, 50, 0.25),
  'claude-fable-5': price(10, 50, 1),
  'claude-mythos-5': price(10, 50, 1),
  'claude-mythos-preview': price(25, 125, 2.5),
  'claude-opus-5-5': price(4, 20, 0.2),
  'claude-opus-5': price(5, 25, 0.5),
  'claude-opus-4-8': price(5, 25, 0.5),
  'claude-opus-4-7': price(5, 25, 0.5),
  'claude-opus-4-6': price(5, 25, 0.5),
  'claude-opus-4-5': price(5, 25, 0.5),
  'claude-sonnet-5-5': price(2, 10, 0.1),
  'claude-sonnet-5': price(2, 10, 0.2),
  'claude-sonnet-4-6': price(3, 15, 0.3),
  'claude-sonnet-4-5': price(3, 15, 0.3),
  'claude-haiku-5-5': { ...price(0.1, 0.5, 0.01), beyond: { tokens: 100_000, ...price(0.5, 2.5, 0.05) } },
  'claude-haiku-4-5': price(1, 5, 0.1),
};

/** A model's price by its name, with or without the date at its end. */
export function priceOf(prices: Prices, model: string): Price | undefined {
  return prices[model] ?? prices[model.replace(/-\d{8}$/, '')];
}

/** Why a limit in dollars can't be kept to; undefined where it can. */
export const noPrice = (prices: Prices, model: string) =>
  priceOf(prices, model)
    ? undefined
    : `the model ${model} has no price, so that the limit in dollars can't be kept: set its price with PIV_PRICES and restart the worker`;

const PER_TOKEN = 1e-6;

function ratesFor({ beyond, ...rates }: Price, prompt: number): Rates {
  return beyond && prompt > beyond.tokens ? beyond : rates;
}

/** Dollars of a call. `hourWrites`: of its cache writes, those for an hour. */
export function costOf(of: Price, usage: Usage, hourWrites: number): number {
  const rates = ratesFor(of, usage.input + usage.cacheReads + usage.cacheWrites);
  const { input, output, cacheReads, cacheWrites } = usage;
  const prompt = input * rates.input + cacheReads * rates.cacheRead;
  const writes = (cacheWrites - hourWrites) * rates.cacheWrite + hourWrites * rates.cacheWriteHour;
  return (prompt + writes + output * rates.output) * PER_TOKEN;
}

/** Dollars of a token of an answer to such a prompt. */
export const answerPrice = (of: Price, prompt: number) => ratesFor(of, prompt).output * PER_TOKEN;

/** The most that a call can cost: every cache misses, and all of the prompt is written for an hour. */
export function worstCost(of: Price, prompt: number, output: number): number {
  const rates = ratesFor(of, prompt);
  const dearest = Math.max(rates.input, rates.cacheWrite, rates.cacheWriteHour, rates.cacheRead);
  return (prompt * dearest + output * rates.output) * PER_TOKEN;
}
