import path from 'node:path';
import { script } from '../../examples/user-authentication/script.js';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { connect, featureHandle, startFeature } from '../../src/client.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import type { Status } from '../../src/types.js';
import { root } from '#scripts/places.mjs';
import { findTemporal, startServer, type Server } from '../temporal.js';
import { createFollower } from './follow.js';
import { makeRepository, startWorkerProcess } from './stage.js';

export interface DemoOptions {
  /** Folder for everything that the demo needs besides the repository. */
  room: string;
  folder: string;
  keep: boolean;
  live: boolean;
  print: (line: string) => void;
}

const REQUEST = 'Add user authentication with JWT tokens';
const NAME = 'user-authentication';

export async function runDemo({ room, folder, keep, live, print }: DemoOptions): Promise<Status> {
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const repo = await makeRepository(folder);
  print(`repository: ${repo}`);
  const server = await serverFor(room, report);
  const model = live ? undefined : await startScriptedModel({ script });
  const environment = {
    ...(server ? { TEMPORAL_ADDRESS: server.address } : {}),
    ...(model ? { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'scripted' } : {}),
    PIV_HOME: path.join(room, 'home'),
    PIV_COMMAND_PATH: path.join(root, 'node_modules', '.bin'),
  };
  let worker = await startWorkerProcess(environment, report);
  const client = await connect(server?.address);
  const problem = await sandboxProblem();
  if (problem) print(`sandbox off: ${problem}`);
  const input = { request: REQUEST, repo, name: NAME, sandbox: problem ? 'off' : 'on' } as const;
  await startFeature(client, input);
  const feature = featureHandle(client, NAME);
  const follow = createFollower(feature, print);

  const asked = await follow((status) => status.waitingFor?.what === 'answers');
  await feature.answer(asked.decisions.map(({ id, recommended }) => ({ id, answer: recommended })));
  const planned = await follow((status) => status.waitingFor?.what === 'approval');
  const middle = model?.hold('task-003/green/1', 2);
  await feature.approve(planned.planHash);
  await follow((status) => status.tasks.filter((task) => task.status === 'done').length >= 2);
  await middle?.reached;
  await feature.pause('the demo shows a pause');
  middle?.release();
  await follow((status) => status.status === 'paused');
  await worker.stop();
  print('worker stopped; starting another');
  worker = await startWorkerProcess(environment, report);
  await feature.resume();
  const status = await follow((now) => ['passed', 'failed', 'blocked'].includes(now.status));
  if (keep) return status;
  await worker.stop();
  await client.connection.close();
  await model?.close();
  await server?.stop();
  return status;
}

async function serverFor(room: string, report: (line: string) => void): Promise<Server | undefined> {
  if (process.env['TEMPORAL_ADDRESS'] || process.env['TEMPORAL_PROFILE']) return undefined;
  const binary = await findTemporal(report);
  return startServer({ binary, dbFile: path.join(room, 'temporal.db'), logFile: path.join(room, 'temporal.log') });
}
void (undefined as ScriptedModel | undefined);
