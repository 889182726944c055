import { MAX_OUTPUT } from '../sandbox/run.js';
import type { CommandRun } from '../types.js';
import { withOptions } from './command-line.js';
import { commandSteps, type Tool } from './detect.js';
import { type Checkout, commandRun, runIn } from './checkout.js';

export interface Measured {
  errors?: number;
  run: CommandRun;
  /** Why there is no number of errors; then only the exit code counts. */
  missing?: string;
}

export interface MeasureOptions {
  signal?: AbortSignal;
}

/** How a tool is made to say what it found, and how that is counted. */
export interface Counter {
  options: string[];
  /** Undefined when the output is no report. */
  count: (output: string, exitCode: number) => number | undefined;
}

/** An output without a finding counts where the command is content; else it is no report. */
export const countedIn = (findings: number, exitCode: number) =>
  findings > 0 || exitCode === 0 ? findings : undefined;

/** For tools that print a line a finding, and nothing else like it. */
export const countLines = (finding: RegExp, options: string[] = []): Counter => ({
  options,
  count: (output, exitCode) => countedIn([...output.matchAll(finding)].length, exitCode),
});

const TIMEOUT_MS = 5 * 60_000;
const MAX_REPORT = 16 * 1024 * 1024;

/** Counts errors with the counter of the tool that the command ends with; runs it as it is when that can't be done. */
export async function measureErrors(
  command: string,
  checkout: Checkout,
  counters: Partial<Record<Tool, Counter>>,
  options: MeasureOptions,
): Promise<Measured> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(options.signal && { signal: options.signal }) };
  const tool = (await commandSteps(command, checkout.dir)).at(-1)?.tool ?? 'unknown';
  const counter = counters[tool];
  const counted = counter && (await count(command, checkout, counter, limits));
  if (counted) return counted;
  const run = commandRun(command, await runIn(checkout, command, limits));
  const known = Object.keys(counters).join(', ');
  return {
    run,
    missing: counter ? `${tool} gave no report` : `\`${command}\` doesn't end with a known tool (${known})`,
  };
}

async function count(
  command: string,
  checkout: Checkout,
  counter: Counter,
  limits: { timeoutMs: number; signal?: AbortSignal },
): Promise<Measured | undefined> {
  const line = withOptions(command, counter.options);
  const result = await runIn(checkout, line, { ...limits, maxOutput: MAX_REPORT });
  const errors = result.timedOut ? undefined : counter.count(result.output, result.exitCode);
  if (errors === undefined) return undefined;
  return { errors, run: commandRun(line, { ...result, output: result.output.slice(0, MAX_OUTPUT) }) };
}
