import { type Counter, type Measured, measureErrors, type MeasureOptions } from './measure.js';
import type { Checkout } from './checkout.js';

/** `file(1,2): error TS1234: …`, or without a place when the settings are wrong. */
const ERROR = /^(?:.+\(\d+,\d+\): )?error TS\d+: /gm;

const tsc: Counter = {
  options: ['--pretty', 'false'],
  count: (output, exitCode) => {
    const errors = [...output.matchAll(ERROR)].length;
    return errors > 0 || exitCode === 0 ? errors : undefined;
  },
};

export async function measureTypes(command: string, checkout: Checkout, options: MeasureOptions): Promise<Measured> {
  return measureErrors(command, checkout, { tsc }, options);
}
