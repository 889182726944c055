import { MAX_OUTPUT } from '../sandbox/run.js';
import { cutText } from '../cut-text.js';
import type { CommandRun } from '../types.js';
import { withOptions } from './command-line.js';
import { commandSteps, type Step, type Tool } from './detect.js';
import { type Checkout, commandRun, overTime, runIn, withReportFolder } from './checkout.js';
import { openReports, type OwnReports, type Runnable } from './own-reports.js';
import { lastWords } from './last-words.js';
import { TooMuch } from './read-reports.js';
import { countSarif } from './reports/sarif.js';

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
  /** The same options as a command may have them; those that take them once refuse ours beside them. */
  once?: RegExp;
  /** Undefined when the output is no report. */
  count: (output: string, exitCode: number) => number | undefined;
}

/** An output without a finding counts where the command is content; else it is no report. */
export const countedIn = (findings: number, exitCode: number) =>
  findings > 0 || exitCode === 0 ? findings : undefined;

/** A command that fails without an error (`--deny-warnings`, `--max-warnings`) takes its warnings for errors. */
export const errorsOf = (exitCode: number, errors: number | undefined, findings: number | undefined) =>
  exitCode !== 0 && errors === 0 ? findings : errors;

/** For tools that print a line a finding, and nothing else like it. */
export const countLines = (finding: RegExp, options: string[] = []): Counter => ({
  options,
  count: (output, exitCode) => countedIn([...output.matchAll(finding)].length, exitCode),
});

const TIMEOUT_MS = 5 * 60_000;
const MAX_REPORT = 16 * 1024 * 1024;

/** Counts errors: by the report that the command names itself, else with the counter of the tool that it ends with. */
export async function measureErrors(
  runnable: Runnable,
  checkout: Checkout,
  counters: Partial<Record<Tool, Counter>>,
  options: MeasureOptions,
): Promise<Measured> {
  const limits = { timeoutMs: checkout.longest?.lint ?? TIMEOUT_MS, ...(options.signal && { signal: options.signal }) };
  return withReportFolder(async (folder) => {
    const own = await openReports(runnable, checkout.dir, folder);
    if (own.has('sarif')) return countOwn(own, checkout, folder, limits);
    const step = (await commandSteps(own.command, checkout.dir)).at(-1);
    const tool = step?.tool ?? 'unknown';
    const counter = counters[tool];
    const counted = counter && (await count(own.command, checkout, { counter, step }, limits));
    if (counted) return counted;
    const result = await runIn(checkout, own.command, limits);
    const run = commandRun(own.command, result);
    if (result.timedOut) return { run, missing: overTime(own.command, result) };
    const known = Object.keys(counters).join(', ');
    const strange = `\`${own.command}\` doesn't end with a known tool (${known})`;
    return { run, missing: counter ? `${tool} gave no report${lastWords(result.output)}` : strange };
  });
}

interface Limits {
  timeoutMs: number;
  signal?: AbortSignal;
}

async function countOwn(own: OwnReports, checkout: Checkout, folder: string, limits: Limits): Promise<Measured> {
  const result = await runIn(checkout, own.command, { ...limits, writable: [folder] });
  const run = commandRun(own.command, result);
  if (result.timedOut) return { run, missing: overTime(own.command, result) };
  try {
    const texts = await own.read('sarif');
    const found = texts.map(countSarif);
    const sum = (of: 'errors' | 'findings') => found.reduce((total, one) => total + one[of], 0);
    const errors = countedIn(errorsOf(run.exitCode, sum('errors'), sum('findings')) ?? 0, run.exitCode);
    if (texts.length === 0) return { run, missing: `it wrote no SARIF log${lastWords(result.output)}` };
    return errors === undefined ? { run, missing: 'it failed, but its SARIF log has no finding' } : { run, errors };
  } catch (error) {
    return { run, missing: error instanceof TooMuch ? error.message : 'what it wrote is no SARIF 2.1.0 log' };
  }
}

async function count(
  command: string,
  checkout: Checkout,
  { counter, step }: { counter: Counter; step: Step | undefined },
  limits: Limits,
): Promise<Measured | undefined> {
  const line = withOptions(counter.once ? command.replaceAll(counter.once, '') : command, counter.options, step);
  const result = await runIn(checkout, line, { ...limits, maxOutput: MAX_REPORT });
  const run = commandRun(line, { ...result, output: cutText(result.output, MAX_OUTPUT) });
  // As it is, it would take as long.
  if (result.timedOut) return { run, missing: overTime(command, result) };
  const errors = counter.count(result.output, result.exitCode);
  return errors === undefined ? undefined : { errors, run };
}
