import { setHandler } from '@temporalio/workflow';
import { publish } from './details.js';
import { serve } from './feature-purse.js';
import { taskOf, workOf, type FeatureRun } from './feature-run.js';
import { givenUp } from './kept-work.js';
import { checkGrants, takeGrants } from './listen-commands.js';
import * as messages from './messages.js';
import { cancelTask } from './reach-tasks.js';
import { refuse } from './refuse.js';
import { withDependants } from './schedule.js';
import { blockage, statusOf } from './status.js';

/** Messages about tasks and the budget. */
export function listenToTasks(run: FeatureRun): void {
  setHandler(messages.retryUpdate, (input?: messages.Retry) => retry(run, input ?? {}), {
    validator: (input?: messages.Retry) => checkRetry(run, input ?? {}),
    description:
      '{ task?, setupNetwork?, network?, env? }: try a blocked task again, or what the feature is blocked on',
  });
  setHandler(messages.skipUpdate, ({ task, reason }) => skip(run, task, reason), {
    validator: (input) => {
      const task = knownTask(run, input?.task);
      if (!input.reason?.trim()) throw refuse('reason: say why the task is skipped');
      if (task.status === 'done' || task.status === 'skipped') throw refuse(`${task.id} is ${task.status} already`);
      if (task.status === 'running' && !run.work.get(task.id)?.report?.stuck) {
        throw refuse(`${task.id} is running; it can be skipped once it is blocked`);
      }
    },
    description: '{ task, reason }: give up a task and all that depend on it',
  });
  setHandler(messages.raiseBudgetUpdate, (more) => raise(run, more), {
    validator: (input) => checkBudget(run, input),
    description: '{ tokens?, cost? }: added to what a session may use, or to what the feature may cost',
  });
}

function checkBudget(run: FeatureRun, { tokens, cost }: { tokens?: number; cost?: number } = {}): void {
  if ((tokens === undefined) === (cost === undefined)) throw refuse('give one of tokens and cost');
  if (tokens !== undefined && !(Number.isInteger(tokens) && tokens > 0)) {
    throw refuse('tokens: give a whole number above 0');
  }
  if (cost === undefined) return;
  if (!(Number.isFinite(cost) && cost > 0)) throw refuse('cost: give a number of dollars above 0');
  if (run.feature.maxCost === undefined) throw refuse('cost: the cost of this feature is not limited (no maxCost)');
}

function raise(run: FeatureRun, { tokens = 0, cost = 0 }: { tokens?: number; cost?: number }): messages.Budget {
  const { feature } = run;
  feature.sessionTokens += tokens;
  if (feature.maxCost !== undefined) feature.maxCost += cost;
  serve(run);
  publish(run);
  const { sessionTokens, maxCost } = feature;
  return { sessionTokens, ...(maxCost === undefined ? {} : { maxCost }) };
}

export function knownTask(run: FeatureRun, id: string | undefined) {
  const task = taskOf(run, id ?? '');
  const ids = run.tasks.map((one) => one.id).join(', ') || 'none yet';
  if (!task) throw refuse(`there is no task "${id}"; the tasks are ${ids}`);
  return task;
}

function checkRetry(run: FeatureRun, input: messages.Retry): void {
  checkGrants(input);
  const { task: id } = input;
  if (id === undefined) {
    const waits = ['model', 'landing'].includes(statusOf(run).waitingFor?.what ?? '');
    if (!waits && !blockage(run) && !run.tasks.some((task) => task.status === 'blocked')) {
      throw refuse('nothing is blocked');
    }
    return;
  }
  const task = knownTask(run, id);
  if (task.status !== 'blocked' && !run.work.get(id)?.report?.stuck)
    throw refuse(`${id} is ${task.status}, not blocked`);
}

/** Blocked tasks become pending again; what is stuck tries the same step once more, with what a person has changed. */
function retry(run: FeatureRun, input: messages.Retry): { retried: string } {
  const { task: id } = input;
  const blocked = run.tasks.filter((task) => task.status === 'blocked' && (id === undefined || task.id === id));
  for (const task of blocked) {
    const work = workOf(run, task.id);
    Object.assign(work, { note: givenUp(String(task.reason), work.refusals), failed: true });
    task.status = 'pending';
    delete task.reason;
  }
  if (id === undefined) run.inbox.retry = true;
  run.inbox.read = true;
  takeGrants(run, input);
  publish(run);
  return { retried: blocked.map((task) => task.id).join(', ') || run.slug };
}

function skip(run: FeatureRun, id: string, reason: string): { skipped: string[] } {
  const skipped = withDependants(run.tasks, id);
  for (const task of run.tasks.filter((one) => skipped.includes(one.id))) {
    if (task.status === 'running') void cancelTask(run, task.id);
    task.status = 'skipped';
    task.reason = task.id === id ? reason.trim() : `depends on ${id}, which was skipped: ${reason.trim()}`;
  }
  publish(run);
  return { skipped };
}
