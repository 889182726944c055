import type { Runnable } from './own-reports.js';
import { shellQuote, withFiles, withOptions } from './command-line.js';
import type { Reporter } from './reporters.js';

/** With the reports that its tool writes by itself. */
export function withUsual(runnable: Runnable, known: Reporter | undefined): Runnable {
  const states = runnable.reports?.junit !== undefined || runnable.command.includes('{junit}');
  return known?.writes && !states ? { ...runnable, reports: { ...runnable.reports, junit: known.writes } } : runnable;
}

/** The command with its tool's options for a report, and with the test files that it is to run. */
export function commandLine(command: string, reporter: Reporter | undefined, inner: string[] | undefined): string {
  const files = reporter?.files?.(inner ?? []) ?? inner;
  const options = [...(reporter?.options ?? []), ...(inner?.length ? (reporter?.fileOptions?.(inner) ?? []) : [])];
  const line = reporter?.line?.(command, files) ?? withOptions(withFiles(command, files), options);
  const printed = reporter?.printed ? ` > ${shellQuote(reporter.file)}` : '';
  return line + printed + (reporter?.printed === 'all' ? ' 2>&1' : '');
}
