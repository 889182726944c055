import path from 'node:path';
import picomatch from 'picomatch';
import { glob } from 'tinyglobby';
import { removeInside } from '../inside.js';
import { leadsTo, led, lies } from '../leads-to.js';
import { REPORT_FORMATS, type Command, type ReportFormat } from '../types.js';
import { withReport } from './command-line.js';
import { readReports } from './read-reports.js';

/** A command, and the reports that it says it writes. */
export type Runnable = Pick<Command, 'command' | 'reports'>;

/** The reports of a command that names them itself: by a glob, or by a placeholder that gets a file of ours. */
export interface OwnReports {
  /** With the placeholders filled in. */
  command: string;
  has(...formats: ReportFormat[]): boolean;
  /** What stands in the reports of this format, once the command has run. */
  read(format: ReportFormat): Promise<string[]>;
}

/** `folder` is outside of the checkout. What an earlier run has left where reports are to be is removed. */
export async function openReports(
  { command, reports = {} }: Runnable,
  dir: string,
  folder: string,
): Promise<OwnReports> {
  const nameOf = (format: ReportFormat) => `own.${format}`;
  const placed = REPORT_FORMATS.filter((format) => command.includes(`{${format}}`));
  const found = async (format: ReportFormat) => (reports[format] ? find(dir, reports[format]) : []);
  for (const format of REPORT_FORMATS) for (const file of await found(format)) await removeInside(dir, file);
  return {
    command: placed.reduce((line, format) => withReport(line, format, path.join(folder, nameOf(format))), command),
    has: (...formats) => formats.some((format) => placed.includes(format) || reports[format] !== undefined),
    read: async (format) =>
      placed.includes(format) ? readReports(folder, [nameOf(format)]) : readReports(dir, await found(format)),
  };
}

/** Where the files that match lie in the checkout. A search doesn't begin behind a link that leads out of it. */
async function find(dir: string, pattern: string): Promise<string[]> {
  if (led(() => leadsTo(dir, picomatch.scan(pattern).base)) === undefined) return [];
  const files = await glob(pattern, { cwd: dir, dot: true, followSymbolicLinks: false });
  return files.flatMap((file) => led(() => lies(dir, file)) ?? []).toSorted();
}
