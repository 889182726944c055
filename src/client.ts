import {
  Client,
  Connection,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { FAILURES, PivError } from './errors.js';
import { untilKnown } from './until-known.js';
import { featureInputSchema, slugSchema } from './types.js';
import type { FeatureInput, Grants, NewTask, Status, Task, TaskChange } from './types.js';
import type { TranscriptPage } from './conversation.js';
import type { featureWorkflow } from './workflows/feature.js';
import * as messages from './workflows/messages.js';
import type { OwnCommands } from './workflows/stated.js';
import { cutText } from './cut-text.js';

/** The typed client: what the scripts and tests call. */

/** No server answers at the address that the environment or its profile names. */
export class NoConnection extends Error {
  override name = 'NoConnection';
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects as the Temporal CLI would (`TEMPORAL_*` variables, TOML profiles), or to `address`. */
export async function connect(address?: string): Promise<Client> {
  const settings = loadClientConnectConfig();
  const options = {
    ...settings.connectionOptions,
    ...(address ? { address } : {}),
    connectTimeout: CONNECT_TIMEOUT_MS,
  };
  try {
    const connection = await Connection.connect(options);
    return new Client({ connection, namespace: settings.namespace ?? 'default' });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new NoConnection(
      `no Temporal server answers at ${options.address ?? 'localhost:7233'} (${why}); start one with: piv server`,
    );
  }
}

/** A request as a slug: the name of a feature that was given none. */
export function slugify(request: string): string {
  const words = request
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return words.slice(0, 48).replace(/-+$/, '');
}

/** Starts a feature; gives its slug. Refuses, with the field's name, what can't be right. */
export async function startFeature(client: Client, input: FeatureInput): Promise<string> {
  const parsed = featureInputSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new PivError(FAILURES.invalidInput, `${issue?.path.join('.') || 'input'}: ${issue?.message}`);
  }
  const slug = parsed.data.name ?? slugify(parsed.data.request);
  if (!slugSchema.safeParse(slug).success) {
    throw new PivError(FAILURES.invalidInput, `name: no name can be made from the request; give one with --name`);
  }
  const needed = {
    workflowId: messages.featureId(slug),
    taskQueue: messages.TASK_QUEUE,
    args: [input] as [FeatureInput],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    workflowTaskTimeout: '2 seconds',
  } as const;
  const nice = { staticSummary: cutText(parsed.data.request, 200), priority: { fairnessKey: slug } };
  const start = (options: typeof needed) => client.workflow.start<typeof featureWorkflow>('featureWorkflow', options);
  try {
    await start({ ...needed, ...nice }).catch((error: unknown) => {
      if (!isInvalid(error)) throw error;
      return start(needed);
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new PivError(
      FAILURES.invalidInput,
      `name: the feature "${slug}" exists already; give another name, e.g. ${slug}-2`,
    );
  }
  return slug;
}

/** The server takes the call for a wrong one, as it may for a title that is too long for it. Of gRPC: invalid argument. */
const isInvalid = (error: unknown) =>
  error instanceof ServiceError && (error.cause as { code?: number } | undefined)?.code === 3;

/** What a person can do with one feature. Each throws `PivError` where the feature refuses or isn't known. */
export function featureHandle(client: Client, slug: string) {
  const handle = client.workflow.getHandle<typeof featureWorkflow>(messages.featureId(slug));
  const told = <T>(call: Promise<T>) => call.catch((error: unknown) => Promise.reject(explain(error, slug)));
  return {
    status: () => told(untilKnown(() => handle.query<Status>('status'))),
    plan: () => told(untilKnown(() => handle.query<{ planHash?: string; tasks: Task[] }>('plan'))),
    transcript: (from?: number) =>
      told(untilKnown(() => handle.query<TranscriptPage, [{ from?: number }?]>('transcript', from ? { from } : {}))),
    pause: (reason?: string) => told(handle.signal('pause', reason ? { reason } : {})),
    resume: () => told(handle.signal('resume', {})),
    answer: (answers: { id: string; answer: string }[]) =>
      told(handle.executeUpdate<{ open: string[] }, [messages.Answers]>('answer', { args: [{ answers }] })),
    approve: (planHash?: string) =>
      told(handle.executeUpdate<{ planHash: string }, [object]>('approve', { args: [planHash ? { planHash } : {}] })),
    revise: (feedback: string) => told(handle.executeUpdate<void, [object]>('revise', { args: [{ feedback }] })),
    tell: (text: string, task?: string) =>
      told(handle.executeUpdate(messages.tellUpdate, { args: [task ? { text, task } : { text }] })),
    addTask: (task: NewTask, approve = false) =>
      told(handle.executeUpdate(messages.addTaskUpdate, { args: [{ task, approve }] })),
    editTask: (task: string, change: TaskChange, approve = false) =>
      told(handle.executeUpdate(messages.editTaskUpdate, { args: [{ task, change, approve }] })),
    dropTask: (task: string, reason?: string) =>
      told(handle.executeUpdate(messages.dropTaskUpdate, { args: [reason ? { task, reason } : { task }] })),
    retry: (task?: string, grants: Grants = {}) =>
      told(
        handle.executeUpdate<{ retried: string }, [messages.Retry]>('retry', {
          args: [task ? { task, ...grants } : grants],
        }),
      ),
    commands: () => told(untilKnown(() => handle.query(messages.commandsQuery))),
    setCommands: (change: OwnCommands) => told(handle.executeUpdate(messages.commandsUpdate, { args: [{ change }] })),
    skip: (task: string, reason: string) =>
      told(handle.executeUpdate<{ skipped: string[] }, [object]>('skip', { args: [{ task, reason }] })),
    raiseBudget: (more: { tokens: number } | { cost: number }) =>
      told(handle.executeUpdate<messages.Budget, [object]>('raiseBudget', { args: [more] })),
    cancel: () => told(handle.cancel()),
    /** The last status; throws the workflow's failure. */
    result: () => told(handle.result()),
  };
}
export type FeatureHandle = ReturnType<typeof featureHandle>;

function explain(error: unknown, slug: string): unknown {
  if (error instanceof WorkflowNotFoundError) {
    return new PivError(FAILURES.refused, `there is no feature "${slug}", or it has ended`);
  }
  if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError) {
    return new PivError(FAILURES.refused, error.cause?.message ?? error.message);
  }
  return error;
}
