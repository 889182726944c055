import type { StageContext } from '../activities/open-stage.js';
import { fingerprint } from '../conversation.js';
import type { Plan, Question, StageName } from '../types.js';
import { runStage, type Judge } from './agent-loop.js';
import type { Agent } from './talk.js';
import { planProblems } from './check-plan.js';
import { enter, publish } from './details.js';
import type { FeatureRun } from './feature-run.js';
import { spend } from './ledger.js';
import { gate, stuck, waitUntil } from './pausing.js';
import { mended, onHost } from './proxies.js';

/** The phases of thinking before any code: prime, discuss, plan. */

/** What the repository is like, and what its commands say of it now. */
export async function prime(run: FeatureRun): Promise<void> {
  const about = { feature: run.slug, request: run.feature.request };
  run.brief = await think(run, 'prime', { stage: 'prime', ...about }, async (brief) => ({ ok: true, value: brief }));
  const { commands } = run.brief;
  if (commands.setup) run.place.setup = commands.setup.command;
  await gate(run);
  run.baseline = await mended(
    () =>
      onHost(run.at.host, 'prime: run the commands once, as a baseline').measureBaseline({
        place: run.place,
        commit: run.at.base,
        tree: run.at.tree,
        commands,
      }),
    (remedy) => stuck(run, remedy),
  );
}

/** Asks what is open, and waits for the answers. */
export async function discuss(run: FeatureRun): Promise<void> {
  const { slug, feature, brief } = run;
  enter(run, 'discuss');
  const context = { stage: 'discuss', feature: slug, request: feature.request, brief: brief! } as const;
  run.decisions = await think(run, 'discuss', context, async ({ questions }) => {
    const problem = questionProblem(questions);
    return problem ? { ok: false, reason: problem } : { ok: true, value: questions };
  });
  if (feature.autoAnswer) for (const decision of run.decisions) decision.answer = decision.recommended;
  const open = () => run.decisions.some((decision) => decision.answer === undefined);
  if (open()) {
    await waitFor(run, 'answers', `answer the open questions: piv answer ${slug}`, () => !open());
  }
}

/** Plans until a person (or `autoApprove`) takes the plan. `run.plan` then holds all tasks, the finished ones first. */
export async function plan(run: FeatureRun): Promise<void> {
  const { slug, feature, brief, decisions } = run;
  enter(run, 'plan');
  const finished = run.plan.filter((task) => run.tasks.some(({ id, status }) => id === task.id && status === 'done'));
  const earlier = run.tasks;
  const ids = earlier.map((task) => task.id);
  do {
    run.inbox.revise = false;
    const about = { feature: slug, request: feature.request, brief: brief!, decisions };
    const context = { stage: 'plan', ...about, feedback: run.feedback, finished } as const;
    const planned = await think<'plan', Plan>(run, 'plan', context, async (submitted) => {
      const problems = planProblems(submitted.tasks, brief!.commands, earlier);
      return problems.length === 0 ? { ok: true, value: submitted } : { ok: false, reason: problems.join('; ') };
    });
    offer(run, planned, ids);
    if (feature.autoApprove) break;
    const text = `approve the plan or revise it: piv approve ${slug} --plan ${run.planHash}`;
    run.planOpen = true;
    await waitFor(run, 'approval', text, () => run.inbox.approved || run.inbox.revise);
  } while (run.inbox.revise);
  run.inbox.approved = false;
  run.planOpen = false;
}

function offer(run: FeatureRun, { tasks }: Plan, before: string[]): void {
  run.plan = [...run.plan.filter((task) => before.includes(task.id)), ...tasks];
  run.planHash = fingerprint([{ conversation: 'plan', role: 'system', content: JSON.stringify(tasks) }]);
  run.tasks = run.plan.map(
    (task) =>
      run.tasks.find((known) => known.id === task.id && before.includes(task.id)) ?? {
        id: task.id,
        name: task.name,
        priority: task.priority,
        kind: task.kind,
        blockedBy: task.blockedBy,
        status: 'pending',
        attempts: 0,
        estimatedTokens: task.estimatedTokens,
        actualTokens: 0,
      },
  );
  publish(run);
}

function questionProblem(questions: Question[]): string | undefined {
  const ids = questions.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice) return `the id "${twice}" is used twice`;
  const odd = questions.find(({ options, recommended }) => !options.includes(recommended));
  return odd && `"${odd.id}" recommends "${odd.recommended}", which is not one of its options`;
}

async function waitFor(run: FeatureRun, what: 'answers' | 'approval', text: string, met: () => boolean): Promise<void> {
  run.waitingFor = { what, text };
  publish(run);
  await waitUntil(run, met);
  delete run.waitingFor;
  publish(run);
}

/** One stage in a fresh context; where it fails or is blocked, again after a person's `retry`. */
async function think<S extends StageName, T>(
  run: FeatureRun,
  stage: S,
  context: StageContext,
  judge: Judge<S, T>,
): Promise<T> {
  for (;;) {
    run.contexts += 1;
    const conversation = `${stage}/${run.contexts}`;
    const end = await runStage(agentOf(run), { stage, conversation, context, tree: run.at.tree, sealed: [] }, judge);
    if (end.is === 'done') return end.value;
    await stuck(run, `${stage} ended without a result: ${end.reason}`);
  }
}

function agentOf(run: FeatureRun): Agent {
  const { slug, place, at, brief, transcript } = run;
  return {
    label: slug,
    place,
    host: at.host,
    worktree: 'read',
    commit: at.base,
    transcript,
    commands: brief?.commands ?? {},
    testFiles: brief?.testFiles ?? [],
    gate: () => gate(run),
    stuck: (remedy) => stuck(run, remedy),
    spend: (turn) => {
      spend(run, turn);
      publish(run);
    },
  };
}
