import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { priceSchema, type Prices } from './prices.js';

/** A JSON file: `{ "model-name": { "input": 2, "output": 10, … } }`, dollars per million tokens. */
export function readPrices(file: string): Prices {
  try {
    return z.record(z.string().min(1), priceSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error);
    throw new Error(`PIV_PRICES: ${file} is no list of prices: ${why}`, { cause: error });
  }
}
