import path from 'node:path';
import { isInside } from '../inside.js';
import type { TestError } from '../types.js';
import { placeFrames } from './frames.js';
import { relativePaths } from './relative-paths.js';
import type { Report } from './reports/report.js';

/** What a tool is told, and says, of files when it doesn't run at the root but in the folder of a package. */
export interface View {
  /** Absolute. */
  dir: string;
  /** A path of the repository, for a tool that runs there; one that is named as that tool does stays. */
  inward(file: string): string;
  /** A report whose paths start there, with paths of the repository. */
  outward(report: Report): Report;
}

const { posix } = path;

export function seenFrom(dir: string, root: string): View {
  const folder = path.relative(root, dir);
  if (folder === '' || folder.startsWith('..')) return { dir, inward: (file) => file, outward: (report) => report };
  const relative = relativePaths(root);
  const isAt = (file: string, at: string) => isInside(root, posix.join(path.relative(root, at), file));
  // Some tools name files from where their settings are, which may be above.
  const outer = (file: string) => {
    return !isAt(file, dir) && isAt(file, root) ? file : posix.join(folder, file);
  };
  const placed = (file: string) => (path.isAbsolute(file) ? relative(file) : outer(file));
  const errorOf = (error: TestError): TestError => ({
    ...error,
    ...(error.stack === undefined
      ? {}
      : { stack: placeFrames(relative(error.stack), (file) => posix.join(folder, file)) }),
  });
  return {
    dir,
    inward: (file) => (!isAt(file, root) && isAt(file, dir) ? file : posix.relative(folder, file)),
    outward: (report) => ({
      ...report,
      tests: report.tests.map(({ error, ...test }) => ({
        ...test,
        file: placed(test.file),
        ...(error ? { error: errorOf(error) } : {}),
      })),
      loadErrors: report.loadErrors.map(({ file, error }) => ({ file: placed(file), error: errorOf(error) })),
    }),
  };
}
