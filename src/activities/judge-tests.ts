import { judgeGreen, type TestVerdict } from '../verify/green.js';
import { runSteady } from '../verify/steady.js';
import { judgeSuite } from '../verify/suite.js';
import type { ProveGreen } from './prove-green.js';
import type { At } from './prove-tests-bite.js';
import { NONE } from './run-test-files.js';
import { skippedBefore } from './skipped-before.js';
import type { Workspace } from './workspace.js';

/** The tests of a task and those of the whole, run and judged. */

type Judged = Omit<ProveGreen, 'failedBefore' | 'redTests'> & { failedBefore: string[]; redTests: string[] };

/** Where the repository can't run single files, the same run shows the whole suite. */
export async function judgeOwn(
  input: Judged,
  { repo, tree, tests, open }: At & { tests: string[] },
  signal: AbortSignal,
): Promise<TestVerdict & { suite?: Suite }> {
  if (tests.length === 0) return { ok: true, passed: 0 };
  const { commands, failedBefore, redTests } = input;
  const how = { commands, failedBefore, signal };
  const run = commands.testFile
    ? await runSteady(commands.testFile, await open(tree), { ...how, files: tests })
    : await runSteady(commands.test ?? NONE, await open(tree), how);
  const before = await skippedBefore(run, tests, { ...input, repo }, open, signal);
  const verdict = judgeGreen({ run, sealed: tests, redTests, skippedBefore: before });
  return commands.testFile ? verdict : { ...verdict, suite: judgeSuite({ run, failedBefore }) };
}

type Suite = { ok: true; passed?: number; flaky?: string[] } | { ok: false; reason: string };

/** The whole suite, against what failed before the feature. */
export async function judgeAll(
  { commands, failedBefore, bringsTests }: Judged,
  workspace: Workspace,
  signal: AbortSignal,
): Promise<Suite> {
  if (!commands.test) return { ok: true };
  const run = await runSteady(commands.test, workspace, { commands, failedBefore, signal });
  const verdict = judgeSuite({ run, failedBefore });
  const reason = 'No test passed: with the command that runs tests comes one that shows that it does.';
  return verdict.ok && bringsTests && verdict.passed === 0 ? { ok: false, reason } : verdict;
}
