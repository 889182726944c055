import type { Commands, TestRun } from '../types.js';
import { runTests } from '../verify/run-tests.js';
import type { Workspace } from './workspace.js';

/** In place of a command that there is none of. */
export const NONE = { command: 'false' };

/** Runs these test files; where the repository can't run single ones, the whole suite, of which theirs are given. */
export async function runTestFiles(
  commands: Commands,
  files: string[],
  workspace: Workspace,
  signal: AbortSignal,
  timeoutMs?: number,
): Promise<TestRun> {
  const command = commands.testFile;
  const limits = { signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  if (command) return runTests(command, workspace, { files, ...limits });
  const run = await runTests(commands.test ?? NONE, workspace, limits);
  return { ...run, tests: run.tests.filter(({ file }) => files.includes(file)) };
}
