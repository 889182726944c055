import path from 'node:path';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { createHostActivities, createLightActivities } from '../activities/index.js';
import { createConversations } from '../activities/conversations.js';
import type { Dependencies } from '../activities/dependencies.js';
import { connect } from '../client.js';
import { createModel } from '../agent/model.js';
import { requireSigner } from '../agent/model-client.js';
import type { Config } from '../config.js';
import { hostId } from '../host-id.js';
import { useForkServer } from '../fork-server.js';
import { endOrphans, me, OWNER } from '../processes.js';
import { handBack, KEEP_MS, leaveAll, watchOthers, workerIdentity } from './hand-back.js';
import { createLogger } from './logger.js';
import { noteRunning, useOwnTemporaryFolder } from './notes.js';
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

/** Starts a worker: what dead ones of this host were doing is handed back before it asks for work. */
export async function startWorker(config: Config): Promise<RunningWorker> {
  await requireSigner(config);
  Runtime.install({ logger: createLogger(), shutdownSignals: [] });
  const self = me();
  process.env[OWNER] = self;
  await useOwnTemporaryFolder(config.home, self);
  useForkServer(path.join(config.packageRoot, 'dist/src/workers/fork-server-main.js'), forkEnvironment(), () =>
    endOrphans(self),
  );
  const { native, client, namespace } = await connectTwice();
  const host = await hostId(config.home);
  const times = { idleMs: config.modelIdleMs, replyMs: config.modelReplyMs };
  const model = createModel({ ...config, ...times, note: (text) => Runtime.instance().logger.warn(text) });
  const deps = { config, client, model, conversations: createConversations(), host };
  const common = {
    connection: native,
    namespace,
    shutdownGraceTime: GRACE,
    identity: workerIdentity(host, self),
    maxHeartbeatThrottleInterval: '2 seconds',
    defaultHeartbeatThrottleInterval: '2 seconds',
    stickyQueueScheduleToStartTimeout: '2 seconds',
    ...versioning(config),
    interceptors: { activity: [noteRunning(config.home, self)] },
  } satisfies Common;
  const [workers] = await Promise.all([createWorkers(config, common, deps), handBack(config.home, client, KEEP_MS)]);
  const over = new AbortController();
  const stop = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const watch = watchOthers(config.home, self, client, over.signal);
  const done = Promise.all(workers.map((worker) => worker.run())).then(async () => {
    over.abort();
    await watch;
    await leaveAll(config.home, self);
    await client.connection.close();
    await native.close();
  });
  return { host, done, stop };
}

/** What starts processes needs no key: each git and each command is given an environment of its own. */
const forkEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|PIV_.*)$/.test(name)));

/** One for the workflows and what any host can do, and one for what only this host can. */
async function createWorkers(config: Config, common: Common, deps: Dependencies): Promise<Worker[]> {
  return [
    await Worker.create({
      ...common,
      taskQueue: TASK_QUEUE,
      workflowBundle: { codePath: path.join(config.packageRoot, 'dist', 'workflow-bundle.js') },
      activities: createLightActivities(deps),
      maxCachedWorkflows: 200,
    }),
    await Worker.create({
      ...common,
      taskQueue: hostQueue(deps.host),
      activities: createHostActivities(deps),
      maxConcurrentActivityTaskExecutions: HOST_SLOTS,
    }),
  ];
}

type Common = Omit<WorkerOptions, 'taskQueue'>;

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
  const { connectionOptions } = loadClientConnectConfig();
  const [client, native] = await Promise.allSettled([connect(), NativeConnection.connect(connectionOptions)]);
  // The client's own error says what to do.
  if (client.status === 'rejected') throw client.reason;
  if (native.status === 'rejected') throw native.reason;
  return { native: native.value, client: client.value, namespace: client.value.options.namespace };
}
