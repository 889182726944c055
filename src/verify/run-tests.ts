import { endOfText } from '../cut-text.js';
import { MAX_OUTPUT, type CommandResult } from '../sandbox/run.js';
import type { TestRun } from '../types.js';
import { type Checkout, overTime, runIn, withReportFolder } from './checkout.js';
import { withFiles } from './command-line.js';
import { commandSteps } from './detect.js';
import { lastWords } from './last-words.js';
import { openReports, type Runnable } from './own-reports.js';
import { withSettings } from './pytest-settings.js';
import { TooMuch } from './read-reports.js';
import { NO_REPORT, readCoverage, readReport } from './read-run.js';
import { type Reporter, reportersFor, testStep } from './reporters.js';
import type { Report } from './reports/report.js';
import { commandLine, withUsual } from './run-line.js';
import { seenFrom } from './seen-from.js';

export interface TestOptions {
  /** Test files; without them the command runs what it runs. */
  files?: string[];
  timeoutMs?: number;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 10 * 60_000;

/** Why a run is `missing` that did work. */
export const NO_TESTS = 'no tests ran';

/** Runs tests and reads the report of their tool. `missing` says why there is none; nothing is guessed from output. */
export async function runTests(runnable: Runnable, checkout: Checkout, options: TestOptions): Promise<TestRun> {
  return withReportFolder(async (folder) => {
    const step = await withSettings(testStep(await commandSteps(runnable.command, checkout.dir)), checkout.dir);
    const known = reportersFor(step, folder);
    const own = await openReports(withUsual(runnable, known[0]), checkout.dir, folder);
    const reporters = own.has('junit') && !known[0]?.writes ? [] : known;
    // Of several, each may be the one; none has a say in how the command is written.
    const reporter = reporters.length === 1 ? reporters[0] : undefined;
    const view = seenFrom(step?.dir ?? checkout.dir, checkout.dir);
    const line = commandLine(own.command, reporter, options.files?.map(view.inward), step);
    const result = await runIn(readableTo(checkout, reporters), line, {
      timeoutMs: options.timeoutMs ?? checkout.longest?.tests ?? TIMEOUT_MS,
      ...(options.signal && { signal: options.signal }),
      env: environment(checkout, reporters),
      writable: [folder],
    });
    const read = { own, reporters, folder };
    const report = await readReport(read, checkout.dir, view);
    const readable = reporter !== undefined || own.has('junit') || report !== undefined;
    const run = testRun(
      withFiles(runnable.command, options.files),
      result,
      report,
      readable ? missing(own.command, result, report) : unreadable(runnable.command),
    );
    const coverage = await readCoverage(read);
    return { ...run, ...(coverage === undefined ? {} : { coverage }) };
  });
}

function testRun(
  command: string,
  result: CommandResult,
  report: Report | TooMuch | undefined,
  why: string | undefined,
): TestRun {
  const {
    complete: _,
    printed = '',
    ...found
  } = report === undefined || report instanceof TooMuch ? NO_REPORT : report;
  const { exitCode, timedOut } = result;
  const output = printed ? endOfText(printed + result.output, MAX_OUTPUT) : result.output;
  return { ...found, command, exitCode, timedOut, output, ...(why && { missing: why }) };
}

function missing(command: string, result: CommandResult, report: Report | TooMuch | undefined): string | undefined {
  if (result.timedOut) return overTime(command, result);
  if (report instanceof TooMuch) return report.message;
  const ended = `the command ended with exit code ${result.exitCode}${result.killed ? ` (${result.killed})` : ''}`;
  const said = lastWords(result.output);
  if (!report) return `${ended} and wrote no test report${said}`;
  if (!report.complete) return `${ended} in the middle of its test report${said}`;
  return report.tests.length + report.loadErrors.length === 0 ? NO_TESTS : undefined;
}

function unreadable(command: string): string {
  return (
    `no test tool whose report can be read is behind \`${command}\` (node --test and pytest are, and behind make, tox and ` +
    'the like; so are jest, vitest and go test where options get to them, and cargo test and Maven where the command ends ' +
    'with them; others can write JUnit XML to {junit}, or piv.config.yaml names where it is)'
  );
}

function readableTo(checkout: Checkout, reporters: Reporter[]): Checkout {
  const readable = [...checkout.confine.readable, ...reporters.flatMap((one) => one.readable)];
  return { ...checkout, confine: { ...checkout.confine, readable } };
}

function environment(checkout: Checkout, reporters: Reporter[]): Record<string, string> {
  const before = checkout.confine.env ?? {};
  const added = reporters.flatMap(({ env }) => Object.entries(env));
  return Object.fromEntries(added.map(([name, value]) => [name, [before[name], value].filter(Boolean).join(' ')]));
}
