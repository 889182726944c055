import { realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { REPORT_FORMATS, type Command, type ReportFormat } from '../types.js';
import { withReport } from './command-line.js';
import { readPlain } from './read-plain.js';

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
  const fileOf = (format: ReportFormat) => path.join(folder, `own.${format}`);
  const placed = REPORT_FORMATS.filter((format) => command.includes(`{${format}}`));
  const find = async (format: ReportFormat) => {
    if (placed.includes(format)) return [fileOf(format)];
    const pattern = reports[format];
    const found = pattern ? await glob(pattern, { cwd: dir, dot: true, followSymbolicLinks: false }) : [];
    return inside(dir, found.toSorted());
  };
  for (const format of REPORT_FORMATS) for (const file of await find(format)) await rm(file, { force: true });
  return {
    command: placed.reduce((line, format) => withReport(line, format, fileOf(format)), command),
    has: (...formats) => formats.some((format) => placed.includes(format) || reports[format] !== undefined),
    async read(format) {
      const texts = (await find(format)).map((file) => readPlain(file));
      return (await Promise.all(texts)).filter((text) => text.trim() !== '');
    },
  };
}

/** Those that no link on the way leads out of the checkout: a command may have put one there. */
async function inside(dir: string, files: string[]): Promise<string[]> {
  const root = await realpath(dir);
  const real = files.map(async (file) => {
    const folder = await realpath(path.dirname(path.join(dir, file))).catch(() => '');
    return `${folder}/`.startsWith(`${root}/`) ? [path.join(folder, path.basename(file))] : [];
  });
  return (await Promise.all(real)).flat();
}
