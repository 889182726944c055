import { runStage, type StageEnd } from './agent-loop.js';
import type { Proven } from './task.js';
import { report } from './task-report.js';
import { stageOf, step, type Sealed, type TaskRun } from './task-run.js';

/** The two stages of a task, each ended by a proof. */

export async function writeTests(run: TaskRun, note: string | undefined): Promise<StageEnd<Sealed>> {
  const { input } = run;
  const { task, place, commit, brief, failedBefore } = input;
  const { about, ...stage } = stageOf(run, 'red', note);
  const plan = { ...stage, context: { ...about, stage: 'red' as const }, tree: input.tree, sealed: [] };
  return runStage<'red', Sealed>(run.agent, plan, async (red, tree) => {
    const asked = {
      place,
      task,
      red,
      commit,
      tree,
      failedBefore,
      baseTree: input.tree,
      commands: brief.commands,
      testFiles: brief.testFiles,
    };
    const proof = await step(run, 'red: prove that the tests fail', (host) => host.proveRed(asked), [tree]);
    if (!proof.ok) return proof;
    run.redTree = tree;
    report(run);
    return { ok: true, value: { red, tree, ...proof } };
  });
}

export async function implement(run: TaskRun, red: Sealed | undefined, note?: string): Promise<StageEnd<Proven>> {
  const { input } = run;
  const { task, place, commit, brief, failedBefore, blockers } = input;
  const brings = input.bringsTests ? { bringsTests: true } : {};
  const { about, ...stage } = stageOf(run, 'green', note);
  const seen = red ? { tests: red.sealed.map((entry) => entry.path), failure: red.failure } : {};
  const plan = {
    ...stage,
    context: { ...about, ...seen, ...brings, stage: 'green' as const },
    tree: red?.tree ?? input.tree,
    sealed: seen.tests ?? [],
    submitted: run.attempts,
  };
  return runStage<'green', Proven>(run.agent, plan, async (_work, tree) => {
    const asked = {
      place,
      task,
      commit,
      tree,
      failedBefore,
      blockers,
      ...brings,
      baseTree: input.tree,
      sealed: red?.sealed ?? [],
      redTests: red?.tests ?? [],
      ...(brief.mutants === undefined ? {} : { mutants: brief.mutants }),
      commands: brief.commands,
      testFiles: brief.testFiles,
    };
    const attempt = run.attempts + 1;
    const needed = red ? [tree, red.tree] : [tree];
    const proof = await step(run, `green: judge attempt ${attempt}`, (host) => host.proveGreen(asked), needed);
    run.attempts = attempt;
    report(run);
    if (!proof.ok) return proof;
    const { ok: _ok, ...measured } = proof;
    const changedTests = red?.red.changedTests ?? [];
    const redTree = red ? { redTree: red.tree } : {};
    const sealing = { failing: red?.failing ?? [], sealed: red?.sealed ?? [], redTests: red?.tests ?? [] };
    return { ok: true, value: { ...measured, ...redTree, ...sealing, changedTests } };
  });
}
