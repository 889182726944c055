import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { FeatureRun } from './feature-run.js';
import { taskWorkflowId } from './messages.js';

/** From a feature to its tasks. One that has ended meanwhile needs nothing any more. */

export const runningTasks = (run: FeatureRun) =>
  run.tasks.filter((task) => task.status === 'running').map((task) => task.id);

export async function signalTasks(run: FeatureRun, signal: { name: string }): Promise<void> {
  for (const id of runningTasks(run)) {
    const handle = getExternalWorkflowHandle(taskWorkflowId(run.slug, id));
    await handle.signal(signal.name).catch((error: unknown) => log.debug(`${id} has ended`, { error }));
  }
}

/** Ends a task's workflow for good. */
export async function cancelTask(run: FeatureRun, id: string): Promise<void> {
  const handle = getExternalWorkflowHandle(taskWorkflowId(run.slug, id));
  await handle.cancel().catch((error: unknown) => log.debug(`${id} has ended`, { error }));
}
