import { javacErrors } from '../builds/javac.js';
import { buildErrors } from '../builds/said.js';
import type { ReportParser } from './report.js';

/** What Maven prints: whether it came to the tests, and what the compiler said. The tests stand in files of Surefire's. */
export const parseMaven: ReportParser = (printed, relative, dir) => {
  const loadErrors = buildErrors(javacErrors(printed, relative, dir));
  const failed = /^\[ERROR\] (?:Failed to execute goal|.*BUILD FAILURE|Plugin |Some problems)/m.test(printed);
  return { tests: [], loadErrors, complete: loadErrors.length > 0 || !failed, printed };
};
