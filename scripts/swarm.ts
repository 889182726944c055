import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  startScriptedModel,
  type ScriptedModel,
  type ScriptedModelOptions,
} from '../examples/scripted-model/server.js';
import { REPOSITORY } from '../examples/user-authentication/root.js';
import { makeRepository, startWorkerProcess, type WorkerProcess } from './demo/stage.js';
import { findTemporal, startServer, type Server } from './temporal.js';
import { connect, featureHandle, startFeature, type FeatureHandle } from '../src/client.js';
import { sandboxProblem } from '../src/sandbox/probe.js';
import type { FeatureInput, Status } from '../src/types.js';
import { root } from '#scripts/places.mjs';

/** A whole PIV-Swarm for tests and the kill matrix: real Temporal, real worker process, real git, and the strict scripted model. */
export interface Swarm {
  room: string;
  /** Environment of the worker. */
  environment: Record<string, string>;
  server: Server;
  client: Client;
  model: ScriptedModel;
  worker: WorkerProcess | undefined;
  /** `build`: the folder of another build than this one. */
  startWorker(more?: Record<string, string>, build?: string): Promise<void>;
  /** A worker more, on a host of its own: with another PIV_HOME, below `room`. */
  startHost(name: string, more?: Record<string, string>): Promise<WorkerProcess>;
  /** SIGKILL, as if the plug was pulled. */
  killWorker(): Promise<void>;
  killServer(): Promise<void>;
  startServerAgain(): Promise<void>;
  /** A fresh copy of the example repository that tries no mutants, as they take time; or of another folder as it is. */
  repository(name?: string, source?: string): Promise<string>;
  start(input: Partial<FeatureInput> & { repo: string }): Promise<FeatureHandle>;
  close(): Promise<void>;
}

const REQUEST = 'Add user authentication with JWT tokens';

export interface SwarmOptions extends Omit<ScriptedModelOptions, 'port'> {
  /** Without a worker, for somebody who starts one in another environment. */
  idle?: boolean;
  /** Dynamic configuration of the server, each a KEY=JSON. */
  settings?: string[];
}

export async function openSwarm(options: SwarmOptions): Promise<Swarm> {
  const room = await mkdtemp(path.join(os.tmpdir(), 'piv-swarm-'));
  const binary = await findTemporal((line) => void process.stderr.write(`${line}\n`));
  const files = {
    binary,
    dbFile: path.join(room, 'temporal.db'),
    logFile: path.join(room, 'temporal.log'),
    ...(options.settings ? { settings: options.settings } : {}),
  };
  const server = await startServer(files);
  const model = await startScriptedModel(options);
  const log: string[] = [];
  const others: WorkerProcess[] = [];
  const swarm: Swarm = {
    room,
    server,
    model,
    environment: {
      TEMPORAL_ADDRESS: server.address,
      PIV_PROVIDER: '',
      ANTHROPIC_BASE_URL: model.url,
      ANTHROPIC_API_KEY: 'scripted',
      PIV_MODEL: 'scripted',
      PIV_HOME: path.join(room, 'home'),
      PIV_COMMAND_PATH: path.join(root, 'node_modules', '.bin'),
    },
    client: await connect(server.address),
    worker: undefined,
    async startWorker(more = {}, build = root) {
      const environment = { ...swarm.environment, ...more };
      swarm.worker = await startWorkerProcess(environment, (line) => log.push(line), { build });
    },
    async startHost(name, more = {}) {
      const environment = { ...swarm.environment, ...more, PIV_HOME: path.join(room, name) };
      const worker = await startWorkerProcess(environment, (line) => log.push(line));
      others.push(worker);
      return worker;
    },
    killWorker: () => swarm.worker!.kill(),
    async killServer() {
      process.kill(swarm.server.pid, 'SIGKILL');
      while (isAlive(swarm.server.pid)) await sleep(20);
    },
    async startServerAgain() {
      swarm.server = await startServer({ ...files, port: Number(server.address.split(':')[1]) });
    },
    repository: (name = 'repository', source) =>
      source
        ? makeRepository(path.join(room, name), source)
        : makeRepository(path.join(room, name), REPOSITORY, { 'piv.config.yaml': 'mutants: 0\n' }),
    async start(input) {
      const sandbox = (await sandboxProblem()) ? 'off' : 'on';
      const name = input.name ?? 'user-authentication';
      const slug = await startFeature(swarm.client, { request: REQUEST, sandbox, ...input, name });
      return featureHandle(swarm.client, slug);
    },
    async close() {
      for (const worker of [swarm.worker, ...others]) await worker?.stop();
      await swarm.client.connection.close();
      await model.close();
      await swarm.server.stop();
      await rm(room, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    if (!options.idle) await swarm.startWorker();
  } catch (error) {
    await swarm.close();
    throw error;
  }
  return swarm;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Polls the status until `met`; a feature that ends otherwise, or takes too long, fails with what it said. */
export async function until(feature: FeatureHandle, met: (status: Status) => boolean, seconds = 300): Promise<Status> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const status = await feature.status().catch(() => undefined);
    if (status && met(status)) return status;
    const over = status && ['passed', 'failed', 'cancelled'].includes(status.status);
    if (over || Date.now() > end) {
      throw new Error(`the feature did not get there: ${JSON.stringify(status, undefined, 1)?.slice(0, 4_000)}`);
    }
    // Each query is work for server and worker, which a test measures or waits for.
    await sleep(200);
  }
}

export const passed = (status: Status) => status.status === 'passed';
export const blocked = (status: Status) => status.status === 'blocked';
