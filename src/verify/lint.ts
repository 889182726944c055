import { z } from 'zod';
import { type Counter, type Measured, measureErrors, type MeasureOptions } from './measure.js';
import type { Checkout } from './checkout.js';

const oxlintSchema = z.object({ diagnostics: z.array(z.object({ severity: z.string() })) });
const eslintSchema = z.array(z.object({ errorCount: z.int() }));

const JSON_FORMAT = ['-f', 'json'];
const LINTERS: { oxlint: Counter; eslint: Counter } = {
  oxlint: {
    options: JSON_FORMAT,
    count: (output) => {
      const report = oxlintSchema.safeParse(jsonIn(output));
      return report.data?.diagnostics.filter((found) => found.severity === 'error').length;
    },
  },
  eslint: {
    options: JSON_FORMAT,
    count: (output) => {
      const report = eslintSchema.safeParse(jsonIn(output));
      return report.data?.reduce((sum, file) => sum + file.errorCount, 0);
    },
  },
};

export async function measureLint(command: string, checkout: Checkout, options: MeasureOptions): Promise<Measured> {
  return measureErrors(command, checkout, LINTERS, options);
}

/** The JSON in an output: package managers print their own lines around it. */
function jsonIn(output: string): unknown {
  const end = Math.max(output.lastIndexOf('}'), output.lastIndexOf(']')) + 1;
  for (const { index } of output.matchAll(/^[[{]/gm)) {
    try {
      return JSON.parse(output.slice(index, end));
    } catch {
      // Not the start of the report.
    }
  }
  return undefined;
}
