import { runStage, type StageEnd } from './agent-loop.js';
import type { ToMend } from '../activities/open-stage.js';
import { choiceFor } from './last-attempt.js';
import type { Mend, Proven } from './proven.js';
import { report } from './task-report.js';
import { step, type Sealed, type TaskRun } from './task-run.js';

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

/** Finished work that doesn't stand on what has landed since: its agent goes on from the two, merged; red is kept. */
export function mend(run: TaskRun, { merged, proven, reason }: Mend): Promise<StageEnd<Proven>> {
  const { redTree: tree, redTests: tests, failing, changedTests } = proven;
  const red = tree && { red: { summary: reason, tests: [], changedTests }, tree, tests, failing };
  const { work, sealed } = merged;
  return implement(run, red ? { ...red, sealed } : undefined, undefined, { work, reason, tree: merged.tree });
}

export async function implement(
  run: TaskRun,
  red: Sealed | undefined,
  note?: string,
  mending?: ToMend & { tree: string },
): Promise<StageEnd<Proven>> {
  const { input } = run;
  const { task, place, commit, brief, failedBefore, blockers } = input;
  const brings = input.bringsTests ? { bringsTests: true } : {};
  const { about, ...stage } = stageOf(run, 'green', note);
  const tests = red?.sealed.map((entry) => entry.path);
  const seen = { ...(tests ? { tests } : {}), ...(red?.failure ? { failure: red.failure } : {}) };
  const plan = {
    ...stage,
    context: { ...about, ...seen, ...brings, ...(mending ? { mend: mending } : {}), stage: 'green' as const },
    tree: mending?.tree ?? red?.tree ?? input.tree,
    sealed: tests ?? [],
    submitted: run.attempts - (run.last?.attempts ?? 0),
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
      ...(mending ? { work: mending.work } : {}),
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

function stageOf<S extends 'red' | 'green'>(run: TaskRun, stage: S, note: string | undefined) {
  const { feature, request, brief, decisions, task, base, plan } = run.input;
  const { carried, mend: mends } = run.input;
  delete run.input.carried;
  if (!carried && (stage === 'red' || task.kind !== 'code' || mends)) run.contexts += 1;
  const attempt = run.contexts;
  const around = { ...(base ? { base } : {}), ...(plan ? { plan } : {}) };
  const about = { feature, request, brief, decisions, task, attempt, ...around, ...(note ? { note } : {}) };
  const conversation = `${task.id}/${stage}/${attempt}`;
  return { stage, conversation, about, choice: choiceFor(run, stage), ...(carried ? { resumed: carried.talk } : {}) };
}
