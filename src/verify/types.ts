import { z } from 'zod';
import { type Counter, countedIn, countLines, type Measured, measureErrors, type MeasureOptions } from './measure.js';
import type { Checkout } from './checkout.js';
import type { TypeTool } from './detect.js';
import type { Runnable } from './own-reports.js';
import { jsonIn, jsonLines } from './reports/json.js';

/** `file(1,2): error TS1234: …`, or without a place when the settings are wrong. */
const TSC_ERROR = /^(?:.+\(\d+,\d+\): )?error TS\d+: /gm;
/** Not the one that only says that there were some. */
export const RUSTC_ERROR = /^error(?:\[E\d+\])?: (?!could not compile|aborting due)/gm;
const mypySchema = z.object({ file: z.string(), severity: z.string() });
const pyrightSchema = z.object({ summary: z.object({ errorCount: z.int() }) });

export const TYPE_CHECKERS: Record<TypeTool, Counter> = {
  tsc: countLines(TSC_ERROR, ['--pretty', 'false']),
  /** One object a line. 2 is a run that has not checked all. */
  mypy: {
    options: ['--output', 'json'],
    count: (output, exitCode) => {
      const errors = jsonLines(output, mypySchema).filter(({ severity }) => severity === 'error');
      return exitCode > 1 ? undefined : countedIn(errors.length, exitCode);
    },
  },
  pyright: {
    options: ['--outputjson'],
    once: /\s--outputjson\b/g,
    count: (output) => pyrightSchema.safeParse(jsonIn(output)).data?.summary.errorCount,
  },
  'cargo-check': countLines(RUSTC_ERROR),
};

export async function measureTypes(command: Runnable, checkout: Checkout, options: MeasureOptions): Promise<Measured> {
  return measureErrors(command, checkout, TYPE_CHECKERS, options);
}
