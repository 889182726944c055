import { patched } from '@temporalio/workflow';
import type { Plan, Task } from '../types.js';
import { mayRoll, roll } from './carry.js';
import { adopt, approvalText, idAfter } from './change-plan.js';
import { planProblems } from './check-plan.js';
import { questionProblem } from './check-questions.js';
import { enter, publish } from './details.js';
import { think } from './feature-agent.js';
import type { FeatureRun } from './feature-run.js';
import { notePlanned } from './feature-words.js';
import { takeUp } from './mending.js';
import { hostStep, waitUntil } from './pausing.js';
import type { Judge } from './settle.js';
import { testingProblems, withTesting } from './testing.js';

/** The phases of thinking before any code, after prime: discuss, plan. */

/** Asks what is open, and waits for the answers. */
export async function discuss(run: FeatureRun): Promise<void> {
  const { slug, feature, brief } = run;
  enter(run, 'discuss');
  const about = { feature: slug, request: feature.request, base: run.at.base };
  const context = { stage: 'discuss', ...about, brief: brief! } as const;
  if (!run.discussed) {
    run.decisions = await think(run, 'discuss', context, async ({ questions }) => {
      const problem = questionProblem(questions);
      return problem ? { ok: false, reason: problem } : { ok: true, value: questions };
    });
    run.discussed = true;
  }
  if (feature.autoAnswer) for (const decision of run.decisions) decision.answer = decision.recommended;
  const open = () => run.decisions.some((decision) => decision.answer === undefined);
  if (open()) {
    await waitFor(run, 'answers', `answer the open questions: piv answer ${slug}`, () => !open());
  }
}

/** Plans until a person (or `autoApprove`) takes the plan. `run.plan` then holds all tasks, those of earlier plans first. */
export async function plan(run: FeatureRun): Promise<void> {
  const { slug, feature, decisions } = run;
  enter(run, 'plan');
  const brings = patched('testing');
  const finished = run.plan.filter((task) => run.tasks.some(({ id, status }) => id === task.id && status === 'done'));
  if (!run.planOpen) run.earlier = run.tasks.map((task) => task.id);
  const earlier = run.tasks.filter((task) => run.earlier.includes(task.id));
  const tip = await hostStep(run, 'plan: read the branch', (host) =>
    host.readBranch({ place: run.place, known: run.tip }),
  );
  do {
    run.inbox.revise = false;
    await takeUp(run, (met) => waitUntil(run, met));
    const { brief } = run;
    const about = { feature: slug, request: feature.request, base: run.at.base, brief: brief!, decisions };
    const context = { stage: 'plan', ...about, ...planning(run, finished) } as const;
    const judge: Judge<'plan', Plan> = async (submitted) => {
      const { commands } = withTesting(brief!, brings ? submitted.testing : undefined);
      const testing = brings ? testingProblems(submitted, brief!.commands) : [];
      const problems = [...testing, ...planProblems(submitted.tasks, commands, earlier, run.at.subjects !== undefined)];
      return problems.length === 0 ? { ok: true, value: submitted } : { ok: false, reason: problems.join('; ') };
    };
    if (!run.planOpen) {
      offer(run, await think(run, 'plan', context, judge, tip));
      notePlanned(run, `plan/${run.contexts}`);
    }
    if (feature.autoApprove) break;
    run.planOpen = true;
    await waitFor(run, 'approval', approvalText(run), () => run.inbox.approved || run.inbox.revise);
  } while (run.inbox.revise);
  run.inbox.approved = false;
  run.planOpen = false;
}

/** What a plan goes by beside the brief and the decisions. */
function planning({ at, feedback, earlier, baseline, failed }: FeatureRun, finished: Task[]) {
  return {
    feedback,
    finished,
    ...(earlier.length > 0 ? { next: idAfter(earlier) } : {}),
    ...(baseline ? { baseline } : {}),
    ...(failed ? { failed } : {}),
    ...(at.subjects ? { subjects: at.subjects } : {}),
  };
}

function offer(run: FeatureRun, { tasks, testing }: Plan): void {
  delete run.testing;
  if (testing) run.testing = testing;
  const before = (task: { id: string }) => run.earlier.includes(task.id);
  run.tasks = run.tasks.filter(before);
  adopt(run, [...run.plan.filter(before), ...tasks]);
  publish(run);
}

async function waitFor(run: FeatureRun, what: 'answers' | 'approval', text: string, met: () => boolean): Promise<void> {
  run.waitingFor = { what, text };
  publish(run);
  while (!met()) {
    await waitUntil(run, () => met() || mayRoll(run));
    if (!met()) await roll(run);
  }
  delete run.waitingFor;
  publish(run);
}
