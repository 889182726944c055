import path from 'node:path';
import type { Client } from '@temporalio/client';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import type { Script } from '../../examples/scripted-model/script.js';
import { connect } from '../../src/client.js';
import { loadConfig } from '../../src/config.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { root } from '#scripts/places.mjs';
import { findTemporal, startServer, type Server } from '../temporal.js';
import { makeRepository, startWorkerProcess, type WorkerProcess } from './stage.js';

/** Everything that the demo runs: a server, a model, a worker, a repository; and the way to stop it all. */
export interface Scene {
  repo: string;
  client: Client;
  namespace: string;
  uiUrl?: string;
  model?: ScriptedModel;
  sandbox: 'on' | 'off';
  workerPid(): number;
  /** Stops the worker and starts another. */
  replaceWorker(): Promise<void>;
  /** What is still running, with the way to stop it. */
  running(): string[];
  close(): Promise<void>;
  /** Ends what only the demo needs; server and worker stay. */
  leave(): Promise<void>;
}

export interface SceneOptions {
  /** Folder for what is needed besides the repository. */
  room: string;
  /** Folder of the repository, new or empty. */
  folder: string;
  keep: boolean;
  /** What the scripted model says; without it the real one is asked. */
  script?: Script;
  report: (line: string) => void;
}

/** No other model is asked, whatever the environment names. */
const scripted = (url: string) => ({
  PIV_PROVIDER: '',
  PIV_MODEL: 'scripted',
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_API_KEY: 'scripted',
});

export async function setScene({ room, folder, keep, script, report }: SceneOptions): Promise<Scene> {
  const repo = await makeRepository(folder);
  const server = await serverFor(room, keep, report);
  const model = script && (await startScriptedModel({ script }));
  const environment = {
    ...(server ? { TEMPORAL_ADDRESS: server.address } : {}),
    ...(model ? scripted(model.url) : {}),
    PIV_HOME: path.join(room, 'home'),
    PIV_COMMAND_PATH: path.join(root, 'node_modules', '.bin'),
  };
  let worker: WorkerProcess = await startWorkerProcess(environment, report, { detached: keep });
  const client = await connect(server?.address);
  const problem = await sandboxProblem(loadConfig().container);
  if (problem) report(`The repository's commands run unconfined (sandbox off): ${problem}`);
  const leave = async () => {
    await client.connection.close();
    await model?.close();
  };
  return {
    repo,
    client,
    namespace: client.options.namespace,
    ...(server?.uiUrl ? { uiUrl: server.uiUrl } : {}),
    ...(model ? { model } : {}),
    sandbox: problem ? 'off' : 'on',
    workerPid: () => worker.process.pid ?? 0,
    async replaceWorker() {
      await worker.stop();
      worker = await startWorkerProcess(environment, report, { detached: keep });
    },
    running: () => [
      ...(server ? [`server ${server.address}, process ${server.pid}`] : []),
      `worker, process ${worker.process.pid}`,
      `stop both: kill ${[worker.process.pid, server?.pid].filter(Boolean).join(' ')}; then: rm -r ${room}`,
    ],
    leave,
    async close() {
      await worker.stop();
      await leave();
      await server?.stop();
    },
  };
}

/** The server that the environment names, or one of our own. */
async function serverFor(room: string, detached: boolean, report: (line: string) => void): Promise<Server | undefined> {
  if (process.env['TEMPORAL_ADDRESS'] || process.env['TEMPORAL_PROFILE']) return undefined;
  const binary = await findTemporal(report);
  const files = { dbFile: path.join(room, 'temporal.db'), logFile: path.join(room, 'temporal.log') };
  return startServer({ binary, ...files, detached });
}
