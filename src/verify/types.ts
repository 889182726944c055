import { z } from 'zod';
import { type Counter, type Measured, measureErrors, type MeasureOptions } from './measure.js';
import type { Checkout } from './checkout.js';
import type { TypeTool } from './detect.js';

/** `file(1,2): error TS1234: …`, or without a place when the settings are wrong. */
const TSC_ERROR = /^(?:.+\(\d+,\d+\): )?error TS\d+: /gm;
const mypySchema = z.object({ file: z.string(), severity: z.string() });
const pyrightSchema = z.object({ summary: z.object({ errorCount: z.int() }) });

export const TYPE_CHECKERS: Record<TypeTool, Counter> = {
  tsc: {
    options: ['--pretty', 'false'],
    count: (output, exitCode) => {
      const errors = [...output.matchAll(TSC_ERROR)].length;
      return errors > 0 || exitCode === 0 ? errors : undefined;
    },
  },
  /** One object a line. 2 is a run that has not checked all. */
  mypy: {
    options: ['--output', 'json'],
    count: (output, exitCode) => {
      if (exitCode > 1) return undefined;
      const errors = output.split('\n').filter((line) => isMypyError(line)).length;
      return errors > 0 || exitCode === 0 ? errors : undefined;
    },
  },
  pyright: {
    options: ['--outputjson'],
    count: (output) => pyrightSchema.safeParse(objectIn(output)).data?.summary.errorCount,
  },
};

function isMypyError(line: string): boolean {
  return line.startsWith('{') && mypySchema.safeParse(objectIn(line)).data?.severity === 'error';
}

/** The object in an output that may have lines around it. */
function objectIn(output: string): unknown {
  try {
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  } catch {
    return undefined;
  }
}

export async function measureTypes(command: string, checkout: Checkout, options: MeasureOptions): Promise<Measured> {
  return measureErrors(command, checkout, TYPE_CHECKERS, options);
}
