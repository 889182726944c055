import path from 'node:path';
import { isTestFile } from './files.js';
import { isJudge } from './judges.js';

/** Where tests have what they use: data and stand-ins anywhere, helpers beside the tests. */
const DATA = /(?:^|\/)(?:__fixtures__|fixtures?|testdata|test[-_]data|__mocks__)\//;
const OF_TESTS = /(?:^|\/)(?:__tests__|tests?|specs?|e2e|integration)\//;

/** What belongs to the tests and is no test: fixtures, helpers, stand-ins and `conftest.py`, where the plan names them. */
export function isSupport(file: string, testGlobs: string[], plannedFiles: string[]): boolean {
  if (isTestFile(file, testGlobs)) return false;
  const named = plannedFiles.some((planned) => file === planned || file.startsWith(`${planned.replace(/\/$/, '')}/`));
  if (!named) return false;
  if (path.posix.basename(file) === 'conftest.py') return true;
  return !isJudge(file) && (DATA.test(file) || OF_TESTS.test(file));
}
