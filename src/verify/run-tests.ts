import { readFile } from 'node:fs/promises';
import { MAX_OUTPUT, type CommandResult } from '../sandbox/run.js';
import type { TestRun } from '../types.js';
import { shellQuote, withFiles, withOptions } from './command-line.js';
import { commandSteps } from './detect.js';
import { relativePaths } from './relative-paths.js';
import { type Reporter, reporterFor } from './reporters.js';
import type { Report } from './reports/report.js';
import { type Checkout, runIn, withReportFolder } from './checkout.js';

export interface TestOptions {
  /** Test files; without them the command runs what it runs. */
  files?: string[];
  timeoutMs?: number;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 10 * 60_000;
const NO_REPORT: Report = { tests: [], loadErrors: [], complete: false };

/** Why a run is `missing` that did work. */
export const NO_TESTS = 'no tests ran';

/** Runs tests and reads the report of their tool. `missing` says why there is none; nothing is guessed from output. */
export async function runTests(command: string, checkout: Checkout, options: TestOptions): Promise<TestRun> {
  const steps = await commandSteps(command, checkout.dir);
  return withReportFolder(async (folder) => {
    const reporter = reporterFor(steps, folder);
    const files = reporter?.files?.(options.files ?? []) ?? options.files;
    const printed = reporter?.printed ? ` > ${shellQuote(reporter.file)}` : '';
    const line = withOptions(withFiles(command, files), reporter?.options ?? []) + printed;
    const result = await runIn(readableTo(checkout, reporter), line, {
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      ...(options.signal && { signal: options.signal }),
      env: environment(checkout, reporter),
      writable: [folder],
    });
    const report = reporter ? await readReport(reporter, checkout.dir) : undefined;
    return testRun(result, report ?? NO_REPORT, reporter ? missing(result, report) : unreadable(command));
  });
}

function testRun(result: CommandResult, report: Report, why: string | undefined): TestRun {
  const { complete: _, printed = '', ...found } = report;
  const { exitCode, timedOut } = result;
  const output = printed ? (printed + result.output).slice(-MAX_OUTPUT) : result.output;
  return { ...found, exitCode, timedOut, output, ...(why && { missing: why }) };
}

function missing(result: CommandResult, report: Report | undefined): string | undefined {
  if (result.timedOut) return `the command timed out after ${Math.round(result.durationMs / 1_000)} s`;
  if (!report) return `the command ended with exit code ${result.exitCode} and wrote no test report`;
  if (!report.complete) return `the command ended with exit code ${result.exitCode} in the middle of its test report`;
  return report.tests.length + report.loadErrors.length === 0 ? NO_TESTS : undefined;
}

function unreadable(command: string): string {
  return (
    `no test tool whose report can be read is behind \`${command}\` (node --test and pytest are; ` +
    'so are jest, vitest and go test where the command ends with them)'
  );
}

async function readReport(reporter: Reporter, dir: string): Promise<Report | undefined> {
  const text = await readFile(reporter.file, 'utf8').catch(() => '');
  if (!text) return undefined;
  try {
    const coverage = await readCoverage(reporter);
    return { ...reporter.parse(text, relativePaths(dir), dir), ...(coverage === undefined ? {} : { coverage }) };
  } catch {
    return NO_REPORT;
  }
}

async function readCoverage({ coverage }: Reporter): Promise<number | undefined> {
  const text = coverage && (await readFile(coverage.file, 'utf8').catch(() => ''));
  return text ? coverage.parse(text) : undefined;
}

function readableTo(checkout: Checkout, reporter: Reporter | undefined): Checkout {
  const readable = [...checkout.confine.readable, ...(reporter?.readable ?? [])];
  return { ...checkout, confine: { ...checkout.confine, readable } };
}

function environment(checkout: Checkout, reporter: Reporter | undefined): Record<string, string> {
  const before = checkout.confine.env ?? {};
  const added = Object.entries(reporter?.env ?? {});
  return Object.fromEntries(added.map(([name, value]) => [name, [before[name], value].filter(Boolean).join(' ')]));
}
