import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Script } from '../../examples/scripted-model/script.js';
import { blocked, listFiles, submit } from '../../examples/user-authentication/script/calls.js';
import { findTemporal } from '../../scripts/temporal.js';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { quickScript, STORE } from '../helpers/quick-script.js';
import { blocked as isBlocked, openSwarm, passed, until, type Swarm, type SwarmOptions } from '../helpers/swarm.js';
import { root } from '#scripts/places.mjs';

/**
 * Plays features as README.md beside this file says, all or those that are named, and keeps their histories:
 * `npx tsx record.ts <name> [passed|cancelled|cut|moved|long …]`
 */

const { 'task-001/red/1': red, 'task-001/green/1': green, ...others } = quickScript(2);
const script: Script = {
  ...others,
  discuss: [{ calls: [submit<'discuss'>({ questions: [STORE] })] }],
  'task-001/red/1': [{ calls: [listFiles('src/**')] }, { calls: [blocked('There is nothing like it yet.', 'task')] }],
  'task-001/red/2': red!,
  'task-001/green/2': green!,
};
const waitsFor = (what: string) => (status: Status) => status.waitingFor?.what === what;

async function playPassed(swarm: Swarm, repo: string, name: string): Promise<void> {
  const feature = await swarm.start({ repo, name });
  await until(feature, waitsFor('answers'));
  await feature.answer([{ id: 'store', answer: 'In memory' }]);
  await until(feature, waitsFor('approval'));
  await feature.approve();
  await until(feature, isBlocked);
  await keep(swarm, `feature-${name}/task-001`);
  const held = swarm.model.hold('task-002/green/1', 2);
  await feature.retry('task-001');
  await held.reached;
  await feature.pause('for the recording');
  held.release();
  await until(feature, (status) => status.status === 'paused');
  await feature.resume();
  await until(feature, passed);
  await keep(swarm, `feature-${name}`);
  await keep(swarm, `feature-${name}/task-002`);
}

async function playCancelled(swarm: Swarm, repo: string, name: string): Promise<void> {
  const feature = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true });
  await until(feature, isBlocked);
  await feature.cancel();
  await until(feature, (status) => status.status === 'cancelled');
  await keep(swarm, `feature-${name}`);
}

/** Cancelled in the middle of a task's call of the model. */
async function playCut(swarm: Swarm, repo: string, name: string): Promise<void> {
  const feature = await swarm.start({ repo, name, autoAnswer: true, autoApprove: true });
  const held = swarm.model.hold('task-001/green/1', 2);
  await held.reached;
  await feature.cancel();
  await until(feature, (status) => status.status === 'cancelled');
  await keep(swarm, `feature-${name}`);
  await keep(swarm, `feature-${name}/task-001`);
}

/** Its host is lost in the middle of a task, and another one takes over. */
async function playMoved(swarm: Swarm, repo: string, name: string): Promise<void> {
  const feature = await swarm.start({ repo, name, hosts: 'many', autoAnswer: true, autoApprove: true });
  const held = swarm.model.hold('task-001/green/1', 2);
  await held.reached;
  await swarm.killWorker();
  held.release();
  await swarm.startWorker({ PIV_HOME: path.join(swarm.room, 'another-home') });
  await until(feature, passed);
  await keep(swarm, `feature-${name}`);
  await keep(swarm, `feature-${name}/task-001`);
}

/** Temporal suggests a new run soon, and the model's service can't answer once. */
async function playLong(swarm: Swarm, repo: string, name: string): Promise<void> {
  const feature = await swarm.start({ repo, name, autoApprove: true });
  await until(feature, waitsFor('answers'));
  await feature.answer([{ id: 'store', answer: 'In a file' }]);
  await until(feature, passed);
  await keepRuns(swarm, `feature-${name}`);
  await keepRuns(swarm, `feature-${name}/task-001`);
}

/** Of a workflow that has continued as new: its first and its last run. */
async function keepRuns(swarm: Swarm, id: string): Promise<void> {
  const runs: { run: string; began: number }[] = [];
  for await (const one of swarm.client.workflow.list({ query: `WorkflowId = "${id}"` })) {
    runs.push({ run: one.runId, began: one.startTime.getTime() });
  }
  runs.sort((a, b) => a.began - b.began);
  if (runs.length < 2) throw new Error(`${id} has only one run`);
  await keep(swarm, id, { run: runs[0]!.run, number: 1 });
  await keep(swarm, id, { run: runs.at(-1)!.run, number: runs.length });
}

/** Writes a history as the CLI shows it, with no name of this machine or person in it; never over an older one. */
async function keep({ room, server }: Swarm, id: string, of?: { run: string; number: number }): Promise<void> {
  const which = ['--workflow-id', id, ...(of ? ['--run-id', of.run] : [])];
  const show = ['workflow', 'show', ...which, '--output', 'json', '--address', server.address];
  const { stdout } = await promisify(execFile)(await findTemporal(() => undefined), show, { maxBuffer: 2 ** 26 });
  const names = { [room]: '/room', [root]: '/piv-swarm', [os.hostname().toLowerCase()]: 'host', [os.hostname()]: 'host' };
  const clean = (text: string) => Object.entries(names).reduce((said, [name, by]) => said.replaceAll(name, by), text);
  const history: unknown = JSON.parse(stdout, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return key === 'data' ? toBase64(clean(Buffer.from(value, 'base64').toString())) : clean(value);
  });
  const file = path.join(root, 'tests', 'histories', `${id.replace('/', '.')}${of ? `.run-${of.number}` : ''}.json`);
  await writeFile(file, `${JSON.stringify(history, undefined, 1)}\n`, { flag: 'wx' });
}

const toBase64 = (text: string) => Buffer.from(text).toString('base64');

const [recording, ...plays] = process.argv.slice(2);
if (!recording) throw new Error('give the recording a name, e.g. its date: 2026-12-24');
const overloaded = { status: 529, type: 'overloaded_error', message: 'Overloaded', headers: { 'retry-after': '1' } };
const [first, ...rest] = quickScript()['task-001/green/1']!;
const tired: Script = {
  ...quickScript(),
  discuss: [{ calls: [submit<'discuss'>({ questions: [STORE] })] }],
  'task-001/green/1': [{ ...first!, fault: overloaded }, ...rest],
};
const soon = ['limit.historyCount.suggestContinueAsNew=60'];
await record('passed', { script }, playPassed);
await record('cancelled', { script }, playCancelled);
await record('cut', { script: quickScript() }, playCut);
await record('moved', { script: quickScript() }, playMoved);
await record('long', { script: tired, settings: soon }, playLong);

type Play = (swarm: Swarm, repo: string, name: string) => Promise<void>;

async function record(what: string, options: SwarmOptions, play: Play): Promise<void> {
  if (plays.length > 0 && !plays.includes(what)) return;
  const swarm = await openSwarm(options);
  try {
    const repo = await swarm.repository();
    await git(repo, ['config', 'user.name', 'Somebody']);
    await git(repo, ['config', 'user.email', 'somebody@localhost']);
    await play(swarm, repo, `${recording}-${what}`);
  } finally {
    await swarm.close();
  }
}
