import { type Change, overlay } from '../git/trees.js';
import { failuresOf, listed, newlySkipped } from '../verify/failures.js';
import { runSteady } from '../verify/steady.js';
import { judgeSuite } from '../verify/suite.js';
import type { ProveRed } from './prove-red.js';
import { skippedBefore } from './skipped-before.js';
import type { Workspace } from './workspace.js';

/**
 * Tests that were there before run without the new files, still pass, and none is skipped that was not: a test
 * that is focused silences the others of its file. The problem, or undefined.
 */
export async function olderTestsProblem(
  input: Omit<ProveRed, 'failedBefore'> & { failedBefore: string[] },
  { repo }: Workspace,
  changes: Change[],
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { commands, failedBefore } = input;
  const added = changes.filter((change) => change.status === 'added').map((change) => change.path);
  if (!commands.test || added.length === changes.length) return undefined;
  const workspace = await open(await overlay(repo, input.tree, [], added));
  const run = await runSteady(commands.test, workspace, { commands, failedBefore, signal });
  // A new test may stand in an older file: judgeRed has seen why it fails.
  const red = failuresOf(run).filter(({ file }) => input.red.tests.includes(file));
  const verdict = judgeSuite({ run, failedBefore: [...failedBefore, ...red.map(({ id }) => id)] });
  if (!verdict.ok) return `without the new test files, older tests fail: ${verdict.reason}`;
  const changed = changes.map((change) => change.path);
  const before = await skippedBefore(run, changed, { ...input, repo }, open, signal);
  const own = run.tests.filter((test) => changed.includes(test.file));
  const silenced = newlySkipped(own, before);
  return silenced.length > 0 ? `these older tests are skipped now: ${listed(silenced)}` : undefined;
}
