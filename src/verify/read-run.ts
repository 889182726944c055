import path from 'node:path';
import { parseCobertura, parseLcov } from './reports/coverage.js';
import type { OwnReports } from './own-reports.js';
import { readReports, TooMuch } from './read-reports.js';
import { relativePaths } from './relative-paths.js';
import type { Reporter } from './reporters.js';
import { readJunit } from './reports/junit-any.js';
import type { Report } from './reports/report.js';
import type { View } from './seen-from.js';

/** Where a run has left its reports: ours are in `folder`. */
export interface Reports {
  own: OwnReports;
  reporters: Reporter[];
  folder: string;
}

export const NO_REPORT: Report = { tests: [], loadErrors: [], complete: false };

/** Undefined where nothing was written. */
export async function readReport(at: Reports, root: string, view: View): Promise<Report | TooMuch | undefined> {
  const { own, reporters, folder } = at;
  try {
    const printed = together(reporters.flatMap((one) => readOne(one, folder, root, view) ?? []));
    if (!own.has('junit')) return printed;
    const texts = await own.read('junit');
    if (texts.length === 0) return printed;
    const { tests, ...rest } = view.outward(await readJunit(texts, view.dir, relativePaths(view.dir)));
    // What a tool has printed has what could not be built; the tests stand in the files.
    return printed ? { ...printed, tests, complete: printed.complete || tests.length > 0 } : { tests, ...rest };
  } catch (error) {
    return error instanceof TooMuch ? error : NO_REPORT;
  }
}

function readOne(reporter: Reporter, folder: string, root: string, view: View): Report | undefined {
  const texts = readReports(folder, [path.relative(folder, reporter.file)]);
  if (texts.length === 0) return undefined;
  if (!reporter.fromFolder) return reporter.parse(texts.join(''), relativePaths(root), root);
  return view.outward(reporter.parse(texts.join(''), relativePaths(view.dir), view.dir));
}

/** What several tools behind one command have written. */
const together = (reports: Report[]): Report | undefined =>
  reports.length < 2
    ? reports[0]
    : {
        tests: reports.flatMap(({ tests }) => tests),
        loadErrors: reports.flatMap(({ loadErrors }) => loadErrors),
        complete: reports.every(({ complete }) => complete),
      };

/** A report that was cut off gives no number. */
export async function readCoverage({ own, reporters, folder }: Reports): Promise<number | undefined> {
  try {
    if (own.has('lcov')) return parseLcov((await own.read('lcov')).join('\n'));
    if (own.has('cobertura')) return parseCobertura((await own.read('cobertura')).at(0) ?? '');
    const found = reporters.flatMap(({ coverage }) => {
      const [text] = coverage ? readReports(folder, [path.relative(folder, coverage.file)]) : [];
      return text && coverage ? [coverage.parse(text)] : [];
    });
    return found[0];
  } catch {
    return undefined;
  }
}
