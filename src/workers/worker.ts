import path from 'node:path';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createHostActivities, createLightActivities } from '../activities/index.js';
import { createConversations } from '../activities/conversations.js';
import { createModel } from '../agent/model.js';
import { hostId, type Config } from '../config.js';
import { handBack, noteRunning } from './hand-back.js';
import { createLogger } from './logger.js';
import { identityOf, OWNER } from './processes.js';
import { hostQueue, TASK_QUEUE } from '../workflows/messages.js';

/** Slots of the host queue: more than can be open at once. A step there is one child process or a few. */
const HOST_SLOTS = 100;
/** A running model call may end before the worker does, so that a deploy doesn't pay for it twice. */
const GRACE = '90 seconds';

export interface RunningWorker {
  host: string;
  /** Resolves when the worker has shut down; rejects when it failed. */
  done: Promise<void>;
  stop(): void;
}

/** Starts one worker for the workflows and model calls, and one for what needs this host's worktrees. */
export async function startWorker(config: Config): Promise<RunningWorker> {
  if (!config.apiKey) throw new Error('ANTHROPIC_API_KEY is not set: the worker needs a key for the model');
  Runtime.install({ logger: createLogger(), shutdownSignals: [] });
  const { native, client, namespace } = await connectTwice();
  const host = await hostId(config.home);
  const model = createModel({ ...config, apiKey: config.apiKey, idleMs: config.modelIdleMs });
  const deps = { config, client, model, conversations: createConversations(), host };
  const me = identityOf(process.pid) ?? String(process.pid);
  process.env[OWNER] = me;
  const common = {
    connection: native,
    namespace,
    shutdownGraceTime: GRACE,
    identity: `${host}:${process.pid}`,
    maxHeartbeatThrottleInterval: '2 seconds',
    defaultHeartbeatThrottleInterval: '2 seconds',
    stickyQueueScheduleToStartTimeout: '2 seconds',
    ...versioning(config),
    interceptors: { activity: [noteRunning(config.home, me)] },
  } satisfies Partial<WorkerOptions>;
  await handBack(config.home, client);
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: path.join(config.packageRoot, 'dist', 'workflow-bundle.js') },
      activities: createLightActivities(deps),
      maxCachedWorkflows: 200,
    }),
    await Worker.create({
      ...common,
      taskQueue: hostQueue(host),
      activities: createHostActivities(deps),
      maxConcurrentActivityTaskExecutions: HOST_SLOTS,
    }),
  ];
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const done = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    await client.connection.close();
    await native.close();
  });
  return { host, done, stop };
}

/**
 * Features follow the build that is current; a task, by its own option, stays where it began. The host queue is a part of
 * the version as well: what a workflow asks for is done by the build that asks.
 */
const versioning = ({ version }: Config): Pick<WorkerOptions, 'workerDeploymentOptions'> =>
  version
    ? { workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' } }
    : {};

/** Workers and clients each have a connection of their own kind. */
async function connectTwice() {
  const settings = loadClientConnectConfig();
  const namespace = settings.namespace ?? 'default';
  const native = await NativeConnection.connect(settings.connectionOptions);
  const client = new Client({ connection: await Connection.connect(settings.connectionOptions), namespace });
  return { native, client, namespace };
}
