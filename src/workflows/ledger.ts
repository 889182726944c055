import type { Usage } from '../types.js';
import { addUsage, NO_USAGE } from '../usage.js';
import { sessionLevel } from './budget.js';
import { session, taskOf, workOf, type FeatureRun } from './feature-run.js';
import type { TaskReport } from './messages.js';

/** What was spent, per task, session and feature. */

/** Counts what was spent; a session that has used its tokens wants a pause. */
export function spend(run: FeatureRun, spent: { tokens: number; usage: Usage; model?: string }): void {
  session(run).tokens += spent.tokens;
  run.usage = addUsage(run.usage, spent.usage);
  if (spent.model) run.model = spent.model;
  const limit = run.feature.sessionTokens;
  if (sessionLevel(session(run).tokens, limit) === 'used' && !run.pause.wanted) {
    run.pause.wanted = `session ${session(run).number} has used its ${limit} tokens; resume opens a fresh one`;
  }
}

/** Counts what a task has spent since it was last heard of. */
export function account(run: FeatureRun, report: TaskReport): void {
  const work = workOf(run, report.task);
  const task = taskOf(run, report.task);
  const before = work.report;
  const tokens = report.tokens - (before?.tokens ?? 0);
  if (task) {
    task.actualTokens += tokens;
    task.attempts += report.attempts - (before?.attempts ?? 0);
  }
  const usage = minus(report.usage, before?.usage ?? NO_USAGE);
  spend(run, { tokens, usage, ...(report.model ? { model: report.model } : {}) });
}

const minus = (a: Usage, b: Usage): Usage => ({
  input: a.input - b.input,
  output: a.output - b.output,
  cacheReads: a.cacheReads - b.cacheReads,
  cacheWrites: a.cacheWrites - b.cacheWrites,
});
