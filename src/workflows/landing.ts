import { condition, patched } from '@temporalio/workflow';
import type { TaskStatus } from '../types.js';
import { bodyOf, notesOn } from './commit-body.js';
import { publish } from './details.js';
import { blockersOf } from './blockers.js';
import { session, type FeatureRun } from './feature-run.js';
import { TreesLost } from './hosts.js';
import { gate, hostStep, whole } from './pausing.js';
import type { Again } from './landing-again.js';
import type { Proven } from './proven.js';

const HELD_FIRST_MS = 2_000;
const HELD_LONGEST_MS = 60 * 60_000;

/** Puts a task's proven work on the branch as one commit, or says why it can't land as it is. */
export async function land(run: FeatureRun, task: TaskStatus, proven: Proven): Promise<Again | undefined> {
  const about: About = { task, proven, date: new Date().toISOString(), held: 0 };
  for (;;) {
    await gate(run);
    try {
      const end = await tryToLand(run, about);
      if (end) return end.again;
    } catch (error) {
      // What another host had made of it is looked for, or made, again.
      if (!(error instanceof TreesLost)) throw error;
    }
  }
}

interface About {
  task: TaskStatus;
  proven: Proven;
  date: string;
  /** How often the branch was found checked out. */
  held: number;
}

/** Undefined where the branch has to be looked at anew. */
async function tryToLand(run: FeatureRun, about: About): Promise<{ again?: Again } | undefined> {
  const { task, proven, date } = about;
  const { place, tip: known, at } = run;
  const { base: taskBase = at.base } = run.work.get(task.id)!;
  const sealed = proven.sealed.map((entry) => entry.path);
  const input = { place, task: task.id, base: at.base, known, taskBase, tree: proven.tree, sealed, date };
  const landing = await hostStep(run, `${task.id}: look where it lands`, (host) => host.prepareLanding(input));
  if (landing.is === 'landed') return landed(run, about, landing);
  if (landing.is === 'held') {
    await waitForBranch(run, landing.checkedOut, about.held);
    about.held += 1;
    return undefined;
  }
  delete run.waitingFor;
  run.tip = landing.tip;
  if (landing.is === 'lost')
    return { again: { reason: 'Your finished work was lost with the host that it was made on.' } };
  const mend = (reason: string): { again: Again } => {
    const { merged } = landing;
    return { again: merged ? { reason, mend: { merged, proven, reason } } : { reason } };
  };
  if (landing.is === 'conflict')
    return mend(`Your finished work conflicts with what landed meanwhile, in: ${landing.files.join(', ')}`);
  await gateWithin(run);
  if (landing.tree !== proven.tree) {
    const reason = await proveMerged(run, task, proven, landing);
    if (reason) return mend(`Your finished work fails on top of what landed meanwhile: ${reason}`);
  }
  const plan = run.plan.find(({ id }) => id === task.id)!;
  await gateWithin(run);
  const { tip, tree } = landing;
  const author = at.identity ? { author: at.identity } : {};
  const commit = { place, task: task.id, tip, tree, date, subject: plan.commit, body: bodyOf(proven, tree), ...author };
  const what = `${task.id}: commit "${plan.commit}"`;
  const result = await hostStep(run, what, (host) => whole(() => host.landTask(commit)), { trees: [tree] });
  return 'commit' in result ? landed(run, about, { ...result, tip: result.commit }) : undefined;
}

async function landed(
  run: FeatureRun,
  { task, proven, date }: About,
  { commit, tip }: { commit: string; tip: string },
): Promise<{ again?: Again }> {
  run.tip = tip;
  const redTree = proven.redTree ? { redTree: proven.redTree } : {};
  const settled = { place: run.place, task: task.id, landed: { commit, date, ...redTree } };
  const what = `${task.id}: keep the proof, tidy up`;
  const { greenTree } = await hostStep(run, what, (host) => whole(() => host.settleTask(settled)), {
    trees: proven.redTree ? [proven.tree, proven.redTree] : [proven.tree],
  });
  Object.assign(task, { status: 'done', commit, greenTree, ...redTree });
  if (proven.changedTests.length > 0) task.changedTests = proven.changedTests;
  if (proven.mutants) task.mutants = proven.mutants;
  run.notes.push(...notesOn(task.id, proven));
  delete task.reason;
  const { commit: subject } = run.plan.find(({ id }) => id === task.id)!;
  run.commits.push({ id: commit, subject, task: task.id });
  session(run).done.push(task.id);
  publish(run);
  return {};
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
  const input = {
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
  };
  const what = `${task.id}: judge the merged tree`;
  const proof = await hostStep(run, what, (host) => host.proveGreen(input), { trees: [tree] });
  return proof.ok ? undefined : proof.reason;
}

/** In earlier builds a landing that had begun took no pause. What a person changes meanwhile is seen by `landTask`. */
async function gateWithin(run: FeatureRun): Promise<void> {
  if (run.pause.wanted !== undefined && patched('pause-in-landing')) await gate(run);
}

/** Longer and longer, as a branch may stay checked out for days; a pause and a `retry` come at once. */
async function waitForBranch(run: FeatureRun, checkedOut: string, times: number): Promise<void> {
  const delay = Math.min(HELD_FIRST_MS * 2 ** times, HELD_LONGEST_MS);
  run.waitingFor = {
    what: 'landing',
    text: `piv/${run.slug} is checked out at ${checkedOut}; check out another branch there, and landing goes on by itself (at once with: piv retry ${run.slug})`,
    until: new Date(Date.now() + delay).toISOString(),
  };
  run.inbox.retry = false;
  publish(run);
  await condition(() => run.pause.wanted !== undefined || run.inbox.retry, delay);
  run.inbox.retry = false;
}
