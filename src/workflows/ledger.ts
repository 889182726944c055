import { withName } from '../lists.js';
import { addUsage, NO_USAGE, subtractUsage } from '../usage.js';
import { sessionLevel, type Spent } from './budget.js';
import { session, taskOf, workOf, type FeatureRun } from './feature-run.js';
import { spendHeld } from './grants.js';
import type { TaskReport } from './messages.js';
import { endSession } from './sessions.js';

/** What was spent, per task, session and feature. */

/** Counts what was spent; a session that has used its tokens wants a pause. */
export function spend(run: FeatureRun, spent: Spent, holder: string): void {
  session(run).tokens += spent.tokens;
  run.usage = addUsage(run.usage, spent.usage);
  if (spent.model) Object.assign(run, { model: spent.model, models: withName(run.models, spent.model) });
  if (spent.cost !== undefined) run.cost = (run.cost ?? 0) + spent.cost;
  else if (spent.model) run.unpriced = spent.model;
  for (const text of spent.without ?? []) run.notes = withName(run.notes, text);
  spendHeld(run, holder, { tokens: spent.tokens, money: spent.cost ?? 0 });
  const limit = run.feature.sessionTokens;
  if (sessionLevel(session(run).tokens, limit) === 'used' && !run.pause.wanted) {
    endSession(run, `session ${session(run).number} has used its ${limit} tokens`);
  }
}

/** Counts what a task has spent since it was last heard of. */
export function account(run: FeatureRun, report: TaskReport): void {
  const work = workOf(run, report.task);
  const task = taskOf(run, report.task);
  const before = work.report;
  const tokens = report.tokens - (before?.tokens ?? 0);
  const usage = subtractUsage(report.usage, before?.usage ?? NO_USAGE);
  if (task) {
    task.actualTokens += tokens;
    task.usage = addUsage(task.usage ?? NO_USAGE, usage);
    for (const name of report.models ?? []) {
      task.models = withName(task.models, name);
      run.models = withName(run.models, name);
    }
    task.attempts += report.attempts - (before?.attempts ?? 0);
  }
  const cost = report.cost === undefined ? {} : { cost: report.cost - (before?.cost ?? 0) };
  if (report.unpriced) run.unpriced = report.unpriced;
  const { model, without } = report;
  const spent = { tokens, usage, ...(model ? { model } : {}), ...(without ? { without } : {}), ...cost };
  spend(run, spent, report.task);
}

/** Counts all that a task's workflow has spent, once it has ended. */
export function accountEnded(run: FeatureRun, id: string): void {
  const { result, run: open, ended } = workOf(run, id);
  if (!result || !open || ended.includes(open)) return;
  const { is: _is, contexts: _contexts, words: _words, ...spent } = result;
  account(run, { task: id, run: open, quiet: true, ...spent });
  ended.push(open);
}
