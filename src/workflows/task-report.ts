import { getExternalWorkflowHandle, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { taskDetails } from './details.js';
import { setDoing } from './doing.js';
import { reportSignal, type TaskReport } from './messages.js';
import type { TaskRun } from './task-run.js';
import { heardBy } from './words.js';

/** Tells the feature how things stand. Not awaited: the feature reads it when it comes. */
export function report(run: TaskRun, ask?: TaskReport['ask']): void {
  void tell(run, ask);
}

/** The same; ends when the feature has been told. */
export async function tell(run: TaskRun, ask?: TaskReport['ask']): Promise<void> {
  setCurrentDetails(taskDetails(run));
  const { parent, firstExecutionRunId } = workflowInfo();
  if (!parent) return;
  run.told = run.tokens;
  run.reports += 1;
  const { tokens, usage, attempts, quiet, pause, reports: before, redTree, model, waits, cost, unpriced } = run;
  const { away, note: told, stuck: remedy, models, without } = run;
  const said: TaskReport = {
    task: run.input.task.id,
    run: firstExecutionRunId,
    tokens,
    usage,
    attempts,
    quiet,
    pause,
    before,
    cost,
    ...(unpriced ? { unpriced } : {}),
    ...(redTree ? { redTree } : {}),
    ...(model ? { model, models } : {}),
    ...(without ? { without } : {}),
    ...(remedy ? { stuck: remedy } : {}),
    ...(waits ? { waits } : {}),
    ...(away ? { away } : {}),
    ...(told ? { note: told } : {}),
    ...(run.words.length > 0 ? { words: heardBy(run) } : {}),
    ...(ask ? { ask } : {}),
  };
  await getExternalWorkflowHandle(parent.workflowId)
    .signal(reportSignal, said)
    .catch(() => undefined);
}

/** What the task does from now on; without a text, nothing. Only who asks is told: it changes with each step. */
export function doing(run: TaskRun, what?: string): void {
  setDoing(run, what);
  setCurrentDetails(taskDetails(run));
}

/** For whoever looks at the task. */
export function note(run: TaskRun, text: string): void {
  run.note = text;
  report(run);
}
