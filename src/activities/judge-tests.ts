import { judgeGreen, type TestVerdict } from '../verify/green.js';
import { runSteady } from '../verify/steady.js';
import type { TestRun } from '../types.js';
import { runTests } from '../verify/run-tests.js';
import { isUnexplained, judgeSuite } from '../verify/suite.js';
import type { Known } from './prove-green.js';
import type { At } from './prove-tests-bite.js';
import { NONE } from './run-test-files.js';
import { freeIf, type Refused } from './set-up-refused.js';
import { skippedBefore } from './skipped-before.js';
import type { Workspace } from './workspace.js';

/** The tests of a task and those of the whole, run and judged. */

/** Where the repository can't run single files, the same run shows the whole suite. */
export async function judgeOwn(
  input: Known,
  { repo, tree, tests, open }: At & { tests: string[] },
  signal: AbortSignal,
): Promise<(TestVerdict & { suite?: Suite }) | Refused> {
  if (tests.length === 0) return { ok: true, passed: 0 };
  const { commands, failedBefore, redTests } = input;
  const how = { commands, failedBefore, signal };
  const run = commands.testFile
    ? await runSteady(commands.testFile, await open(tree), { ...how, files: tests })
    : await runSteady(commands.test ?? NONE, await open(tree), how);
  const before = await skippedBefore(run, tests, { ...input, repo }, open, signal);
  const verdict = judgeGreen({ run, sealed: tests, redTests, skippedBefore: before, failedBefore });
  if (!verdict.ok) return { ...verdict, ...freeIf(run) };
  return commands.testFile ? verdict : { ...verdict, suite: await suiteOf(run, input, open, signal) };
}

type Suite = { ok: true; passed?: number; flaky?: string[] } | Refused;

/** The whole suite, against what failed before the feature. */
export async function judgeAll(
  input: Known,
  tree: string,
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<Suite> {
  const { commands, failedBefore, bringsTests } = input;
  if (!commands.test) return { ok: true };
  const run = await runSteady(commands.test, await open(tree), { commands, failedBefore, signal });
  const verdict = await suiteOf(run, input, open, signal);
  if (!verdict.ok) return verdict;
  const reason = 'No test passed: with the command that runs tests comes one that shows that it does.';
  return bringsTests && verdict.passed === 0 ? { ok: false, reason } : verdict;
}

/** A command that fails although no test does may have done so before: for want of coverage, or by what follows the tests. */
async function suiteOf(
  run: TestRun,
  { commands, failedBefore, baseTree }: Pick<Known, 'commands' | 'failedBefore' | 'baseTree'>,
  open: (tree: string) => Promise<Workspace>,
  signal: AbortSignal,
): Promise<Suite> {
  const verdict = judgeSuite({ run, failedBefore });
  if (verdict.ok) return verdict;
  if (!isUnexplained(run)) return { ...verdict, ...freeIf(run) };
  const before = await runTests(commands.test ?? NONE, await open(baseTree), { signal });
  return isUnexplained(before) ? judgeSuite({ run, failedBefore, exitedBefore: before.exitCode }) : verdict;
}
