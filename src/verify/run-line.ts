import { shellQuote, withFiles, withOptions } from './command-line.js';
import type { Step } from './detect.js';
import type { Runnable } from './own-reports.js';
import type { Reporter } from './reporters.js';

/** With the reports that its tool writes by itself. */
export function withUsual(runnable: Runnable, known: Reporter | undefined): Runnable {
  const states = runnable.reports?.junit !== undefined || runnable.command.includes('{junit}');
  return known?.writes && !states ? { ...runnable, reports: { ...runnable.reports, junit: known.writes } } : runnable;
}

/** The command with the test files that it is to run, and its tool's options for a report. */
export function commandLine(command: string, reporter: Reporter | undefined, inner: string[] | undefined, at?: Step) {
  const files = reporter?.files?.(inner ?? []) ?? inner;
  const options = [...(reporter?.options ?? []), ...(inner?.length ? (reporter?.fileOptions?.(inner) ?? []) : [])];
  const file = reporter?.printed ? reporter.file : '';
  if (!reporter?.line) return withOptions(withFiles(command, files, at), options, at, file);
  const line = reporter.line(command, files);
  return file ? `${line} > ${shellQuote(file)}${reporter.printed === 'all' ? ' 2>&1' : ''}` : line;
}
