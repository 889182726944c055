import path from 'node:path';
import { parseCobertura, parseLcov } from './reports/coverage.js';
import { endOfText } from '../cut-text.js';
import { MAX_OUTPUT, type CommandResult } from '../sandbox/run.js';
import type { TestRun } from '../types.js';
import { withFiles } from './command-line.js';
import { commandSteps } from './detect.js';
import { lastWords } from './last-words.js';
import { openReports, type OwnReports, type Runnable } from './own-reports.js';
import { withSettings } from './pytest-settings.js';
import { readReports, TooMuch } from './read-reports.js';
import { relativePaths } from './relative-paths.js';
import { type Reporter, reporterFor, testStep } from './reporters.js';
import { commandLine, withUsual } from './run-line.js';
import { readJunit } from './reports/junit-any.js';
import type { Report } from './reports/report.js';
import { seenFrom, type View } from './seen-from.js';
import { type Checkout, overTime, runIn, withReportFolder } from './checkout.js';

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
export async function runTests(runnable: Runnable, checkout: Checkout, options: TestOptions): Promise<TestRun> {
  return withReportFolder(async (folder) => {
    const step = await withSettings(testStep(await commandSteps(runnable.command, checkout.dir)), checkout.dir);
    const known = reporterFor(step, folder);
    const view = seenFrom(step?.dir ?? checkout.dir, checkout.dir);
    const own = await openReports(withUsual(runnable, known), checkout.dir, folder);
    const reporter = own.has('junit') && !known?.writes ? undefined : known;
    const line = commandLine(own.command, reporter, options.files?.map(view.inward));
    const result = await runIn(readableTo(checkout, reporter), line, {
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      ...(options.signal && { signal: options.signal }),
      env: environment(checkout, reporter),
      writable: [folder],
    });
    const read = { own, reporter, folder };
    const report = await readReport(read, checkout.dir, view);
    const readable = reporter !== undefined || own.has('junit');
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
    `no test tool whose report can be read is behind \`${command}\` (node --test and pytest are; so are jest, vitest, ` +
    'go test, cargo test and Maven where the command ends with them; of others, piv.config.yaml can name the JUnit XML that they write)'
  );
}

/** Where a run has left its reports: ours are in `folder`. */
interface Reports {
  own: OwnReports;
  reporter: Reporter | undefined;
  folder: string;
}

async function readReport(
  { own, reporter, folder }: Reports,
  root: string,
  view: View,
): Promise<Report | TooMuch | undefined> {
  try {
    const texts = reporter ? readReports(folder, [path.relative(folder, reporter.file)]) : await own.read('junit');
    if (texts.length === 0) return undefined;
    if (reporter && !reporter.fromFolder) return reporter.parse(texts.join(''), relativePaths(root), root);
    const relative = relativePaths(view.dir);
    const parsed = reporter?.parse(texts.join(''), relative, view.dir);
    if (parsed && !reporter?.writes) return view.outward(parsed);
    const written = await readJunit(parsed ? await own.read('junit') : texts, view.dir, relative);
    return view.outward(parsed ? both(parsed, written) : written);
  } catch (error) {
    return error instanceof TooMuch ? error : NO_REPORT;
  }
}

/** What a tool has printed, with the tests that it has written elsewhere. */
const both = (printed: Report, { tests }: Report): Report => ({
  ...printed,
  tests,
  complete: printed.complete || tests.length > 0,
});

/** A report that was cut off gives no number. */
async function readCoverage({ own, reporter, folder }: Reports): Promise<number | undefined> {
  const { file, parse } = reporter?.coverage ?? {};
  try {
    if (own.has('lcov')) return parseLcov((await own.read('lcov')).join('\n'));
    if (own.has('cobertura')) return parseCobertura((await own.read('cobertura')).at(0) ?? '');
    const [text] = file ? readReports(folder, [path.relative(folder, file)]) : [];
    return text && parse ? parse(text) : undefined;
  } catch {
    return undefined;
  }
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
