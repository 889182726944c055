import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, log, sleep, type ChildWorkflowHandle, type Workflow } from '@temporalio/workflow';
import { publish } from './details.js';
import { workOf, type FeatureRun } from './feature-run.js';
import { taskWorkflowId } from './messages.js';

/** From a feature to its tasks. One that has ended meanwhile needs nothing any more. */

export const runningTasks = (run: FeatureRun) =>
  run.tasks.filter((task) => task.status === 'running').map((task) => task.id);

export async function signalTasks(run: FeatureRun, signal: { name: string }, ...args: unknown[]): Promise<void> {
  for (const id of runningTasks(run)) await signalTask(run, id, signal, ...args);
}

export async function signalTask(
  run: FeatureRun,
  id: string,
  signal: { name: string },
  ...args: unknown[]
): Promise<void> {
  const handle = getExternalWorkflowHandle(taskWorkflowId(run.slug, id));
  await handle.signal(signal.name, ...args).catch((error: unknown) => log.debug(`${id} has ended`, { error }));
}

/** Ends a task's workflow for good. */
export async function cancelTask(run: FeatureRun, id: string): Promise<void> {
  const handle = getExternalWorkflowHandle(taskWorkflowId(run.slug, id));
  await handle.cancel().catch((error: unknown) => log.debug(`${id} has ended`, { error }));
}

const EARLIER_FIRST_MS = 1_000;
/** It may be left as it is for weeks: asking more often only fills the history. */
const EARLIER_LONGEST_MS = 3_600_000;

/**
 * Starts a task's workflow. After a reset, the one that an earlier run of the feature has started may be open still: it
 * is ended first, and what it says meanwhile is forgotten.
 */
export async function afterEarlier<T extends Workflow>(
  run: FeatureRun,
  id: string,
  start: () => Promise<ChildWorkflowHandle<T>>,
): Promise<ChildWorkflowHandle<T>> {
  const work = workOf(run, id);
  for (let wait = EARLIER_FIRST_MS; ; wait = Math.min(wait * 2, EARLIER_LONGEST_MS)) {
    try {
      const child = await start();
      work.run = child.firstExecutionRunId;
      if (work.report?.run !== work.run) delete work.report;
      return child;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    const workflow = taskWorkflowId(run.slug, id);
    run.waitingFor = {
      what: 'person',
      text: `${id} still runs as it did before a reset; it was told to end, and starts anew then. If it doesn't end: temporal workflow terminate --workflow-id ${workflow}`,
      until: new Date(Date.now() + wait).toISOString(),
    };
    publish(run);
    await cancelTask(run, id);
    await sleep(wait);
    delete run.waitingFor;
    publish(run);
  }
}
