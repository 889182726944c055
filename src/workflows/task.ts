import type { Blocker } from '../activities/prove-green.js';
import type { Place } from '../activities/dependencies.js';
import type { Brief, Decision, Red, Task, Usage } from '../types.js';
import { runStage, type StageEnd } from './agent-loop.js';
import { begin, listen, type CarriedTask } from './task-begin.js';
import { report, stageOf, step, type Sealed, type Sealing, type TaskRun } from './task-run.js';

export interface TaskInput {
  feature: string;
  request: string;
  place: Place;
  host: string;
  task: Task;
  brief: Brief;
  decisions: Decision[];
  /** The commit that the task stands on, and its tree. */
  commit: string;
  tree: string;
  /** Fresh contexts of this task so far. */
  contexts: number;
  /** Why it is done again. */
  note?: string;
  blockers: Blocker[];
  failedBefore: string[];
  paused: boolean;
  /** Tokens after which the feature wants to hear. */
  reportEvery: number;
  /** Draws before it spends, and continues as new; tasks of earlier builds do neither. */
  bounded?: boolean;
  /** Where the run before this one has stopped. */
  carried?: CarriedTask;
}

/** What was measured of a task that is done. */
export interface Proven {
  tree: string;
  passed: number;
  suite?: number;
  redTree?: string;
  failing: string[];
  /** The test files as red left them, and the tests that ran in them. */
  sealed: Sealing;
  redTests: string[];
  changedTests: NonNullable<Red['changedTests']>;
}

export type TaskResult = {
  contexts: number;
  attempts: number;
  tokens: number;
  usage: Usage;
  cost?: number;
  unpriced?: string;
} & ({ is: 'done'; proven: Proven } | { is: 'blocked'; reason: string; redTree?: string });

/** One task, test-first, from its base to a tree that is proven green. Landing is the feature's. */
export async function taskWorkflow(input: TaskInput): Promise<TaskResult> {
  const run = begin(input);
  listen(run);
  const end = await work(run);
  const { contexts, attempts, tokens, usage, cost, unpriced } = run;
  const spent = { contexts, attempts, tokens, usage, cost, ...(unpriced ? { unpriced } : {}) };
  if (end.is === 'done') return { is: 'done', proven: end.value, ...spent };
  const redTree = run.redTree ? { redTree: run.redTree } : {};
  return { is: 'blocked', reason: end.reason, ...spent, ...redTree };
}

/** Kinds without a red stage go straight to green; `blocked` from green goes back to red once, with its reason. */
async function work(run: TaskRun): Promise<StageEnd<Proven>> {
  const { task, note } = run.input;
  if (task.kind !== 'code') return implement(run, undefined, note);
  for (;;) {
    if (!run.red) {
      const red = await writeTests(run, run.round > 1 ? run.why : note);
      if (red.is !== 'done') return red;
      run.red = red.value;
    }
    const green = await implement(run, run.red, run.round > 1 ? undefined : note);
    if (green.is !== 'blocked' || run.round > 1) return green;
    run.round += 1;
    run.why = `The one who was to make the tests pass stopped: ${green.reason}`;
    delete run.red;
  }
}

async function writeTests(run: TaskRun, note: string | undefined): Promise<StageEnd<Sealed>> {
  const { input } = run;
  const { task, place, commit, brief, failedBefore } = input;
  const { about, ...stage } = stageOf(run, 'red', note);
  const plan = { ...stage, context: { ...about, stage: 'red' as const }, tree: input.tree, sealed: [] };
  return runStage<'red', Sealed>(run.agent, plan, async (red, tree) => {
    const proof = await step(run, 'red: prove that the tests fail', (host) =>
      host.proveRed({
        place,
        task,
        red,
        commit,
        tree,
        failedBefore,
        baseTree: input.tree,
        commands: brief.commands,
        testFiles: brief.testFiles,
      }),
    );
    if (!proof.ok) return proof;
    run.redTree = tree;
    report(run);
    return { ok: true, value: { red, tree, ...proof } };
  });
}

async function implement(run: TaskRun, red: Sealed | undefined, note?: string): Promise<StageEnd<Proven>> {
  const { input } = run;
  const { task, place, commit, brief, failedBefore, blockers } = input;
  const { about, ...stage } = stageOf(run, 'green', note);
  const seen = red ? { tests: red.sealed.map((entry) => entry.path), failure: red.failure } : {};
  const plan = {
    ...stage,
    context: { ...about, ...seen, stage: 'green' as const },
    tree: red?.tree ?? input.tree,
    sealed: seen.tests ?? [],
    submitted: run.attempts,
  };
  return runStage<'green', Proven>(run.agent, plan, async (_work, tree) => {
    run.attempts += 1;
    const proof = await step(run, `green: judge attempt ${run.attempts}`, (host) =>
      host.proveGreen({
        place,
        task,
        commit,
        tree,
        failedBefore,
        blockers,
        baseTree: input.tree,
        sealed: red?.sealed ?? [],
        redTests: red?.tests ?? [],
        commands: brief.commands,
        testFiles: brief.testFiles,
      }),
    );
    report(run);
    if (!proof.ok) return proof;
    const { ok: _ok, ...measured } = proof;
    const changedTests = red?.red.changedTests ?? [];
    const redTree = red ? { redTree: red.tree } : {};
    const sealing = { failing: red?.failing ?? [], sealed: red?.sealed ?? [], redTests: red?.tests ?? [] };
    return { ok: true, value: { ...measured, ...redTree, ...sealing, changedTests } };
  });
}
