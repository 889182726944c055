import { CancellationScope, condition } from '@temporalio/workflow';
import type { TaskStatus } from '../types.js';
import { publish } from './details.js';
import { blockersOf } from './blockers.js';
import { session, type FeatureRun } from './feature-run.js';
import { gate, hostStep } from './pausing.js';
import type { Proven } from './task.js';

const HELD_FIRST_MS = 2_000;
const HELD_LONGEST_MS = 5 * 60_000;

/** Puts a task's proven work on the branch as one commit; gives the reason when it has to be done again. */
export async function land(run: FeatureRun, task: TaskStatus, proven: Proven): Promise<string | undefined> {
  const date = new Date().toISOString();
  for (let held = 0; ;) {
    await gate(run);
    const { place, tip: known, at } = run;
    const input = {
      place,
      task: task.id,
      base: at.base,
      known,
      taskBase: run.work.get(task.id)!.base!,
      tree: proven.tree,
      date,
    };
    const landing = await hostStep(run, `${task.id}: look where it lands`, (host) => host.prepareLanding(input));
    if (landing.is === 'landed') return landed(run, task, proven, landing, date);
    if (landing.is === 'held') {
      await waitForBranch(run, landing.checkedOut, held);
      held += 1;
      continue;
    }
    delete run.waitingFor;
    run.tip = landing.tip;
    if (landing.is === 'conflict')
      return `Your finished work conflicts with what landed meanwhile, in: ${landing.files.join(', ')}`;
    if (landing.tree !== proven.tree) {
      const reason = await proveMerged(run, task, proven, landing);
      if (reason) return `Your finished work fails on top of what landed meanwhile: ${reason}`;
    }
    const plan = run.plan.find(({ id }) => id === task.id)!;
    const commit = {
      place,
      task: task.id,
      tip: landing.tip,
      tree: landing.tree,
      date,
      subject: plan.commit,
      body: bodyOf(proven, landing.tree),
      ...(at.identity ? { author: at.identity } : {}),
    };
    const result = await hostStep(run, `${task.id}: commit "${plan.commit}"`, (host) =>
      whole(() => host.landTask(commit)),
    );
    if ('commit' in result) return landed(run, task, proven, { ...result, tip: result.commit }, date);
  }
}

/** A cancel comes after it: what is on the branch is also in the status and in the record. */
const whole = <T>(step: () => Promise<T>) => CancellationScope.nonCancellable(step);

async function landed(
  run: FeatureRun,
  task: TaskStatus,
  proven: Proven,
  { commit, tip }: { commit: string; tip: string },
  date: string,
): Promise<undefined> {
  run.tip = tip;
  const redTree = proven.redTree ? { redTree: proven.redTree } : {};
  const settled = { place: run.place, task: task.id, landed: { commit, date, ...redTree } };
  const { greenTree } = await hostStep(run, `${task.id}: keep the proof, tidy up`, (host) =>
    whole(() => host.settleTask(settled)),
  );
  Object.assign(task, { status: 'done', commit, greenTree, ...redTree });
  if (proven.changedTests.length > 0) task.changedTests = proven.changedTests;
  delete task.reason;
  const { commit: subject } = run.plan.find(({ id }) => id === task.id)!;
  run.commits.push({ id: commit, subject, task: task.id });
  session(run).done.push(task.id);
  publish(run);
}

/** The branch had moved: the task's checks again, on the merged tree. */
async function proveMerged(
  run: FeatureRun,
  task: TaskStatus,
  { sealed, redTests }: Proven,
  { tree, tip, tipTree }: { tree: string; tip: string; tipTree: string },
): Promise<string | undefined> {
  const plan = run.plan.find(({ id }) => id === task.id)!;
  const { commands, testFiles } = run.brief!;
  const proof = await hostStep(run, `${task.id}: judge the merged tree`, (host) =>
    host.proveGreen({
      place: run.place,
      task: plan,
      commit: tip,
      tree,
      baseTree: tipTree,
      commands,
      testFiles,
      sealed,
      redTests,
      merged: true,
      blockers: blockersOf(run, plan),
      failedBefore: run.baseline?.tests?.failed ?? [],
    }),
  );
  return proof.ok ? undefined : proof.reason;
}

/** Longer and longer, as a branch may stay checked out for days; a pause comes at once. */
async function waitForBranch(run: FeatureRun, checkedOut: string, times: number): Promise<void> {
  run.waitingFor = {
    what: 'landing',
    text: `piv/${run.slug} is checked out at ${checkedOut}; check out another branch there and landing goes on by itself`,
  };
  publish(run);
  const delay = Math.min(HELD_FIRST_MS * 2 ** times, HELD_LONGEST_MS);
  await condition(() => run.pause.wanted !== undefined, delay);
}

/** What was measured, for whoever reads the log. */
function bodyOf(proven: Proven, tree: string): string {
  const red = proven.redTree
    ? [`Red: ${proven.failing.length} failed first (tree ${proven.redTree.slice(0, 12)}).`]
    : [];
  const suite = proven.suite === undefined ? '' : `, ${proven.suite} in the whole suite`;
  const green = `Green: ${proven.passed} of the task's tests passed${suite} (tree ${tree.slice(0, 12)}).`;
  const changed = proven.changedTests.map(({ file, why }) => `Changed test ${file}: ${why}`);
  return [...red, green, ...changed].join('\n');
}
