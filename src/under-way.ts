import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { cutText } from './cut-text.js';
import type { Doing, Status, TaskStatus, Usage } from './types.js';
import { featureId, taskWorkflowId } from './workflows/messages.js';

/** What only Temporal knows of what runs now: how often it was tried, and why that failed. A workflow can't see it. */

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
type Described = Pick<
  WorkflowExecutionDescription['raw'],
  'pendingActivities' | 'pendingChildren' | 'pendingWorkflowTask'
>;

/** A status with the attempts of the feature's own step, and with what each of its running tasks does. */
export async function withAttempts(client: Client, status: Status): Promise<Status> {
  const { doing: step, ...rest } = status;
  if (['passed', 'failed', 'cancelled'].includes(status.status)) return rest;
  const { raw } = await client.workflow.getHandle(featureId(status.feature)).describe();
  const doing = tried(step, raw);
  const tasks = await Promise.all(status.tasks.map((task) => taskWithAttempts(client, status.feature, task)));
  return { ...rest, ...(doing ? { doing } : {}), tasks };
}

async function taskWithAttempts(client: Client, feature: string, task: TaskStatus): Promise<TaskStatus> {
  if (task.status !== 'running') return task;
  const doing = await doingOf(client, taskWorkflowId(feature, task.id));
  return doing ? { ...task, doing } : task;
}

/** The first step of a feature, or of its tasks, that has failed and is tried again. */
export async function retriedIn(client: Client, workflowId: string): Promise<Doing | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const own = (await failingTask(client, workflowId, raw)) ?? tried(undefined, raw);
  if (own?.attempt) return own;
  const children = (raw.pendingChildren ?? []).map((child) => retriedIn(client, child.workflowId ?? ''));
  return (await Promise.allSettled(children)).flatMap((one) => (one.status === 'fulfilled' && one.value) || [])[0];
}

/** The workflow names its step; where it can't answer, Temporal names the activity. One that has ended does nothing. */
async function doingOf(client: Client, workflowId: string): Promise<Doing | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { raw, status } = await handle.describe();
    if (status.name !== 'RUNNING') return undefined;
    const failing = await failingTask(client, workflowId, raw);
    if (failing) return failing;
    const step = await client.withDeadline(Date.now() + ASK_FOR_MS, () => handle.query<Doing | null>('doing'));
    return tried(step ?? undefined, raw);
  } catch {
    return undefined;
  }
}

const ASK_FOR_MS = 2_000;

/** Pushes of a task go on beside its steps. */
const BESIDE = 'shareWork';
const ASK = 'callModel';

/** The step that a workflow names, with what Temporal knows of it. */
export function tried(step: Doing | undefined, { pendingActivities }: Described): Doing | undefined {
  const pending = pendingActivities?.find(({ activityType }) => activityType?.name !== BESIDE);
  if (!pending) return step;
  const { activityType, attempt, lastFailure, scheduledTime } = pending;
  const named = step ?? { what: activityType?.name ?? 'a step', since: isoOf(scheduledTime) };
  const tokens = saidIn(pending);
  const doing = tokens > 0 ? { ...named, tokens } : named;
  if (!attempt || attempt < 2) return doing;
  return { ...doing, attempt, ...(lastFailure?.message ? { last: inOneLine(lastFailure.message) } : {}) };
}

/** Tokens that an answer under way has so far: a call of the model tells what it has cost. */
function saidIn({ activityType, heartbeatDetails }: Pending): number {
  const [details] = heartbeatDetails?.payloads ?? [];
  if (activityType?.name !== ASK || !details?.data) return 0;
  return defaultPayloadConverter.fromPayload<Partial<Usage> | undefined>(details)?.output ?? 0;
}

/** Set where no workflow task succeeds: a build that doesn't fit the history, a search attribute of another type. */
export async function failingTask(
  client: Client,
  workflowId: string,
  { pendingWorkflowTask: pending }: Described,
): Promise<Doing | undefined> {
  if (!pending?.attempt || pending.attempt < 2) return undefined;
  const { namespace } = client.options;
  const asked = { namespace, execution: { workflowId }, maximumPageSize: LATEST };
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse(asked);
  const events = history?.events ?? [];
  const whole = events.findIndex((event) => event.workflowTaskCompletedEventAttributes);
  const since = whole < 0 ? events : events.slice(0, whole);
  const failed = since.find((event) => event.workflowTaskFailedEventAttributes);
  const message = failed?.workflowTaskFailedEventAttributes?.failure?.message;
  if (!message) return undefined;
  const what = 'nothing: its workflow tasks fail';
  return { what, since: isoOf(failed.eventTime), attempt: pending.attempt, last: inOneLine(message) };
}

/** Events, the newest first: a workflow task that fails again and again is written once. */
const LATEST = 20;

const isoOf = (time: { seconds?: unknown } | null | undefined) =>
  new Date(Number(time?.seconds ?? 0) * 1_000).toISOString();

const MAX_WORDS = 300;
const inOneLine = (text: string) => cutText(text.replace(/\s+/g, ' ').trim(), MAX_WORDS);
