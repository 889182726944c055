import { runStage, type StageEnd } from './agent-loop.js';
import type { ToMend } from '../activities/open-stage.js';
import { changedBy, keep, refused, testsOf } from './kept-work.js';
import { choiceFor } from './last-attempt.js';
import { codeFollows, testsAgain } from './next-stage.js';
import type { Mend, Proven } from './proven.js';
import { report } from './task-report.js';
import { step, type Sealed, type TaskRun } from './task-run.js';

/** The two stages of a task, each ended by a proof. */

export async function writeTests(run: TaskRun, note: string | undefined): Promise<StageEnd<Sealed>> {
  const { input, amends } = run;
  const { task, place, commit, brief, failedBefore } = input;
  const { about, ...stage } = stageOf(run, 'red', note);
  const both = input.stages === 'together' ? { both: true } : {};
  const plan = {
    ...stage,
    ...(run.talk ? { goesOn: { talk: run.talk, opening: testsAgain(run) } } : {}),
    context: { ...about, ...both, stage: 'red' as const },
    tree: run.work ?? input.tree,
    sealed: [],
  };
  const end = await runStage<'red', Sealed>(run.agent, plan, async (submitted, tree, trial) => {
    const red = { ...submitted, tests: testsOf(run, submitted), changedTests: changedBy(run, submitted) };
    const asked = {
      place,
      task,
      red,
      commit,
      tree,
      failedBefore,
      baseTree: input.tree,
      ...(amends ? { amends: { tree: amends.tree, files: amends.sealed.map((entry) => entry.path) } } : {}),
      ...(trial ? { trial } : {}),
      commands: brief.commands,
      testFiles: brief.testFiles,
    };
    const needed = amends ? [tree, amends.tree] : [tree];
    const proof = await step(run, 'red: prove that the tests fail', (host) => host.proveRed(asked), needed);
    if (!proof.ok) return trial ? proof : refused(run, proof);
    const { tree: proven = tree, ...known } = proof;
    const changedTests = changedBy(run, submitted, proof.sealed);
    if (!trial) {
      run.redTree = proven;
      report(run);
    }
    return { ok: true, value: { red: { ...red, changedTests }, tree: proven, ...known } };
  });
  return keep(run, end);
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
  const { about, ...stage } = stageOf(run, 'green', note);
  const tests = red?.sealed.map((entry) => entry.path) ?? [];
  const plan = {
    ...stage,
    ...(run.talk ? { goesOn: { talk: run.talk, opening: codeFollows(run, tests) } } : {}),
    context: { ...about, ...seenOf(run, red, mending), stage: 'green' as const },
    tree: mending?.tree ?? run.work ?? red?.tree ?? input.tree,
    sealed: tests,
    // In earlier builds submits were counted over all conversations.
    submitted: input.stages ? 0 : run.attempts - (run.last?.attempts ?? 0),
  };
  const end = await runStage<'green', Proven>(run.agent, plan, async (_work, tree, trial) => {
    const asked = {
      ...judgedBy(run, red),
      tree,
      ...(mending ? { work: mending.work } : {}),
      ...(trial ? { trial } : {}),
    };
    const attempt = run.attempts + 1;
    const needed = red ? [tree, red.tree] : [tree];
    const what = trial ? 'green: check' : `green: judge attempt ${attempt}`;
    const proof = await step(run, what, (host) => host.proveGreen(asked), needed);
    if (!trial) {
      run.attempts = attempt;
      report(run);
    }
    if (!proof.ok) return trial ? proof : refused(run, proof);
    const { ok: _ok, ...measured } = proof;
    const changedTests = red?.red.changedTests ?? [];
    const redTree = red ? { redTree: red.tree } : {};
    const sealing = { failing: red?.failing ?? [], sealed: red?.sealed ?? [], redTests: red?.tests ?? [] };
    return { ok: true, value: { ...measured, ...redTree, ...sealing, changedTests } };
  });
  return keep(run, end);
}

/** What the one who implements is told of red, and of what is to be mended. */
function seenOf({ input }: TaskRun, red: Sealed | undefined, mending: (ToMend & { tree: string }) | undefined) {
  return {
    ...(red ? { tests: red.sealed.map((entry) => entry.path) } : {}),
    ...(red?.failure ? { failure: red.failure } : {}),
    ...(red && input.stages && !mending ? { summary: red.red.summary } : {}),
    ...(input.bringsTests ? { bringsTests: true } : {}),
    ...(mending ? { mend: mending } : {}),
  };
}

function judgedBy({ input }: TaskRun, red: Sealed | undefined) {
  const { task, place, commit, brief, failedBefore, blockers } = input;
  return {
    place,
    task,
    commit,
    failedBefore,
    blockers,
    ...(input.bringsTests ? { bringsTests: true } : {}),
    baseTree: input.tree,
    sealed: red?.sealed ?? [],
    redTests: red?.tests ?? [],
    ...(brief.mutants === undefined ? {} : { mutants: brief.mutants }),
    commands: brief.commands,
    testFiles: brief.testFiles,
  };
}

/** What all stages are opened with. A conversation that goes on has a new number where the tests are written again. */
function stageOf<S extends 'red' | 'green'>(run: TaskRun, stage: S, note: string | undefined) {
  const { feature, request, brief, decisions, task, base, plan, failedBefore } = run.input;
  const { carried, mend: mends, stages } = run.input;
  delete run.input.carried;
  if (!carried && (stage === 'red' || task.kind !== 'code' || mends)) run.contexts += 1;
  const attempt = run.contexts;
  const around = { ...(base ? { base } : {}), ...(plan ? { plan } : {}), failedBefore };
  const kept = run.work ? { kept: true } : {};
  const about = { feature, request, brief, decisions, task, attempt, ...around, ...kept, ...(note ? { note } : {}) };
  const conversation =
    stages === 'together' && stage === 'red' ? `${task.id}/${attempt}` : `${task.id}/${stage}/${attempt}`;
  return { stage, conversation, about, choice: choiceFor(run, stage), ...(carried ? { resumed: carried.talk } : {}) };
}
