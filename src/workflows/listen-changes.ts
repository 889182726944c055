import { setHandler } from '@temporalio/workflow';
import type { z } from 'zod';
import { newTaskSchema, taskChangeSchema, type NewTask, type Task, type TaskChange } from '../types.js';
import { adopt, changeProblems, widening, withAdded, withEdited, without } from './change-plan.js';
import { publish } from './details.js';
import { taskOf, type FeatureRun } from './feature-run.js';
import { knownTask } from './listen-tasks.js';
import * as messages from './messages.js';
import { refuse } from './refuse.js';

/** What a person changes of a plan: before its approval all of it, then what hasn't begun. */
export function listenToChanges(run: FeatureRun): void {
  const changed = (task: string): messages.Changed => {
    publish(run);
    return { task, planHash: run.planHash ?? '' };
  };
  setHandler(
    messages.addTaskUpdate,
    ({ task }) => {
      adopt(run, added(run, task));
      return changed(run.plan.at(-1)!.id);
    },
    {
      validator: (input) => checkAdd(run, input),
      description: '{ task, approve? }: one more, with the fields of a plan',
    },
  );
  setHandler(
    messages.editTaskUpdate,
    ({ task, change }) => {
      adopt(run, withEdited(run, task, change));
      // What it is to do may be something else now: its tests are written and proven again.
      delete run.work.get(task)?.left?.red;
      return changed(task);
    },
    { validator: (input) => checkEdit(run, input), description: '{ task, change, approve? }: fields of a task' },
  );
  setHandler(
    messages.dropTaskUpdate,
    ({ task: id, reason }) => {
      const task = taskOf(run, id)!;
      adopt(run, without(run, id));
      run.dropped.push(id);
      run.notes.push(`${id} (${task.name}) was taken out of the plan${reason ? `: ${reason}` : ''}`);
      return changed(id);
    },
    { validator: (input) => checkDrop(run, input), description: '{ task, reason? }: take it out of the plan' },
  );
}

const added = (run: FeatureRun, task: NewTask) => withAdded(run, newTaskSchema.parse(task));

function checkAdd(run: FeatureRun, input: { task: NewTask; approve?: boolean } | undefined): void {
  checkOpen(run);
  parse(newTaskSchema, input?.task ?? {}, 'task');
  const after = added(run, input!.task);
  checkPlan(run, after);
  checkAllowed(run, widening(undefined, after.at(-1)!), input!.approve);
}

function checkEdit(run: FeatureRun, input: { task: string; change: TaskChange; approve?: boolean } | undefined): void {
  const before = checkTask(run, input?.task);
  parse(taskChangeSchema, input?.change ?? {}, 'change');
  if (Object.keys(input?.change ?? {}).length === 0) throw refuse('change: name at least one field and its new value');
  const after = withEdited(run, before.id, input!.change);
  checkPlan(run, after);
  checkAllowed(
    run,
    widening(
      before,
      after.find(({ id }) => id === before.id)!,
    ),
    input!.approve,
  );
}

function checkDrop(run: FeatureRun, input: { task: string; reason?: string } | undefined): void {
  const { id } = checkTask(run, input?.task);
  if (input?.reason !== undefined && typeof input.reason !== 'string') throw refuse('reason: give a text, or none');
  checkPlan(run, without(run, id));
}

function checkOpen({ phase, planOpen, cancelling }: FeatureRun): void {
  if (cancelling) throw refuse('the feature is being cancelled');
  if (planOpen || phase === 'execute') return;
  throw refuse(
    phase === 'validate'
      ? 'the plan is carried out; once its validation has failed, revise plans further tasks'
      : 'there is no plan yet that could be changed; what it should be like can be said with tell',
  );
}

/** The task as it is planned, where it hasn't begun. */
function checkTask(run: FeatureRun, id: string | undefined): Task {
  checkOpen(run);
  const { status } = knownTask(run, id);
  const lands = run.work.get(id!)?.mend !== undefined;
  if (status === 'running') throw refuse(`${id} is running, and its part of the plan is closed; say it with tell`);
  if (lands) throw refuse(`${id} is finished and only has to be mended to land; it can be skipped`);
  if (status !== 'pending' && status !== 'blocked') throw refuse(`${id} is ${status} already`);
  return run.plan.find((task) => task.id === id)!;
}

function parse(schema: z.ZodType, value: unknown, field: string): void {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue) throw refuse(`${[field, ...issue.path].join('.')}: ${issue.message}`);
}

function checkPlan(run: FeatureRun, after: Task[]): void {
  const problems = changeProblems(run, after);
  if (problems.length > 0) throw refuse(problems.join('; '));
}

/** A plan that waits for its approval is approved as it is then. */
function checkAllowed(run: FeatureRun, more: string | undefined, approve: unknown): void {
  if (!more || approve === true || run.planOpen) return;
  throw refuse(`${more}: say that you approve it, with approve: true (piv: --approve)`);
}
