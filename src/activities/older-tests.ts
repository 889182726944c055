import { type Change, overlay } from '../git/trees.js';
import { failuresOf, listed, newlySkipped, testId } from '../verify/failures.js';
import { isTestFile } from '../verify/files.js';
import { runSteady } from '../verify/steady.js';
import { judgeSuite } from '../verify/suite.js';
import type { ProveRed } from './prove-red.js';
import { addedTo } from './red-changes.js';
import { runTestFiles } from './run-test-files.js';
import { skippedBefore } from './skipped-before.js';
import type { Workspace } from './workspace.js';

export interface Older {
  problem?: string;
  /** Ids of the tests that passed in files that red has only added to: they have to run in green. */
  ids: string[];
}

/**
 * Tests that were there before run without the new test files, still pass, and none is skipped that was not: a test
 * that is focused silences the others of its file.
 */
export async function judgeOlder(
  input: Omit<ProveRed, 'failedBefore'> & { failedBefore: string[] },
  { repo }: Workspace,
  changes: Change[],
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<Older> {
  const { commands, failedBefore } = input;
  // What a new file stands in for, or sets, the older tests have as well.
  const isTest = (file: string) => isTestFile(file, input.testFiles) && !/(?:^|\/)__mocks__\//.test(file);
  const added = changes.filter(({ path, status }) => status === 'added' && isTest(path)).map((change) => change.path);
  if (!commands.test || added.length === changes.length) return { ids: [] };
  const workspace = await open(await overlay(repo, input.tree, [], added));
  const run = await runSteady(commands.test, workspace, { commands, failedBefore, signal });
  // A new test may stand in an older file: judgeRed has seen why it fails.
  const red = failuresOf(run).filter(({ file }) => input.red.tests.includes(file));
  const verdict = judgeSuite({ run, failedBefore: [...failedBefore, ...red.map(({ id }) => id)] });
  if (!verdict.ok) return no(`without the new test files, older tests fail: ${verdict.reason}`);
  const changed = changes.map((change) => change.path);
  const before = await skippedBefore(run, changed, { ...input, repo }, open, signal);
  const own = run.tests.filter((test) => changed.includes(test.file));
  const silenced = newlySkipped(own, before);
  if (silenced.length > 0) return no(`these older tests are skipped now: ${listed(silenced)}`);
  const known = await addedTo(repo, changes, input);
  if (known.length === 0) return { ids: [] };
  const was = await runTestFiles(commands, known, await open(input.baseTree), signal);
  const ids = was.tests.filter(({ status }) => status === 'passed').map(testId);
  const now = new Set([...run.tests.map(testId), ...run.loadErrors.map(({ file }) => file)]);
  const gone = was.tests.filter((test) => !now.has(testId(test)) && !now.has(test.file)).map(testId);
  return gone.length > 0 ? no(`these older tests don't run any more: ${listed(gone)}`) : { ids };
}

const no = (problem: string): Older => ({ problem, ids: [] });
