import { fingerprint } from '../conversation.js';
import { planSchema, type NewTask, type Task, type TaskChange } from '../types.js';
import { planProblems } from './check-plan.js';
import { taskOf, type FeatureRun } from './feature-run.js';
import { testingProblems, withTesting } from './testing.js';

/** Changes of the open part of a plan, by a person: what becomes of it, and what is wrong with that. */

const inPlan =
  ({ earlier }: FeatureRun) =>
  (task: { id: string }) =>
    !earlier.includes(task.id);

export function withAdded({ plan, dropped }: FeatureRun, task: NewTask): Task[] {
  const id = idAfter([...plan.map((known) => known.id), ...dropped]);
  return [...plan, { ...task, id: task.id ?? id } as Task];
}

/** The first id that is higher than all of these. */
export function idAfter(ids: string[]): string {
  const numbers = ids.map((id) => Number(id.slice(-3)));
  return `task-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`;
}

export const withEdited = ({ plan }: FeatureRun, id: string, change: TaskChange): Task[] =>
  plan.map((task) => (task.id === id ? ({ ...task, ...change } as Task) : task));

export const without = ({ plan }: FeatureRun, id: string): Task[] => plan.filter((task) => task.id !== id);

/** The same checks that a submitted plan goes through; what has ended is there to build on, where it has landed. */
export function changeProblems(run: FeatureRun, after: Task[]): string[] {
  const { brief, testing, tasks, dropped } = run;
  const ended = tasks.filter((task) => !inPlan(run)(task) || ['done', 'skipped'].includes(task.status));
  const hasEnded = (task: Task) => run.plan.includes(task) && ended.some(({ id }) => id === task.id);
  const open = after.filter((task) => !hasEnded(task));
  const current = after.filter(inPlan(run));
  const size = planSchema.shape.tasks.safeParse(current).success ? [] : ['a plan has 1 to 50 tasks'];
  const again = open.filter(({ id }) => dropped.includes(id)).map(({ id }) => `${id}: this id is taken`);
  const plan = { tasks: current, ...(testing ? { testing } : {}) };
  const { commands } = withTesting(brief!, testing);
  return [...size, ...again, ...testingProblems(plan, brief!.commands), ...planProblems(open, commands, ended)];
}

/** What this task could do then and the plan, as it was approved, doesn't let it. */
export function widening(before: Task | undefined, after: Task): string | undefined {
  if (!before) return `${after.id} is a task that nobody has approved, and may change ${after.files.join(', ')}`;
  const files = after.files.filter((file) => !before.files.includes(file));
  const more = [
    ...(files.length > 0 ? [`change ${files.join(', ')}`] : []),
    ...(before.separate && !after.separate ? ['be implemented by the one who wrote its tests'] : []),
    ...(after.kind === before.kind ? [] : [`do what a ${after.kind} task may, as which it was not approved`]),
  ];
  return more.length > 0 ? `${after.id} could ${more.join(' and ')}` : undefined;
}

/** Takes these for the plan, and for how its tasks stand. */
export function adopt(run: FeatureRun, plan: Task[]): void {
  const { testing } = run;
  run.plan = plan;
  const tasks = plan.filter(inPlan(run));
  run.planHash = fingerprint([
    { conversation: 'plan', role: 'system', content: JSON.stringify(testing ? { tasks, testing } : tasks) },
  ]);
  run.tasks = plan.map((task) => {
    const known = taskOf(run, task.id);
    return known ? Object.assign(known, shownOf(task)) : { ...shownOf(task), ...FRESH };
  });
  if (run.waitingFor?.what === 'approval') run.waitingFor.text = approvalText(run);
}

export const approvalText = ({ slug, planHash }: FeatureRun) =>
  `approve the plan or revise it: piv approve ${slug} --plan ${planHash}`;

const FRESH = { status: 'pending', attempts: 0, actualTokens: 0 } as const;

/** What of a task stands in the status. */
const shownOf = ({ id, name, priority, kind, blockedBy, estimatedTokens }: Task) => ({
  id,
  name,
  priority,
  kind,
  blockedBy,
  estimatedTokens,
});
