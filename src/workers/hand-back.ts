import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { hostId } from '../config.js';
import { endOrphans, isAlive } from '../processes.js';
import { release } from './release.js';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';

/**
 * A worker that was killed can't say so: its steps would wait for the heartbeat timeout, its workflows for the sticky
 * queue's. So each step is noted under PIV_HOME, in a folder named by the process; another worker of this host hands
 * the steps of a dead one back, and work goes on at once.
 */
interface Note {
  workflowId: string;
  /** Of the activity: what somebody who looks at the folder wants to know. */
  type: string;
}

/**
 * A step has ended here before Temporal has heard of it, and the next one may have been given to this worker already:
 * the note stays for a moment, under another name.
 */
const ENDED = '.ended';
const LINGER_MS = 5_000;
const WATCH_MS = 2_000;
const HANDED_BACK = 'handed-back';
/** Longer than a step may be without a heartbeat. */
export const KEEP_MS = 12_000;

const folderOf = (home: string, worker: string) => path.join(home, 'running', worker);
const temporaryOf = (home: string, worker: string) => path.join(home, 'tmp', worker);

/** Gives this worker a folder for temporary files that another one can remove when it was killed. */
export async function useOwnTemporaryFolder(home: string, worker: string): Promise<void> {
  const folder = temporaryOf(home, worker);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = folder;
}

/** How a worker names itself to Temporal. */
export const workerIdentity = (host: string, pid: number) => `${host}:${pid}`;

/** Notes each step while it runs. */
export function noteRunning(home: string, worker: string): ActivityInterceptorsFactory {
  const folder = folderOf(home, worker);
  return ({ info }) => {
    const { runId = 'none', workflowId = '' } = info.workflowExecution ?? {};
    const file = path.join(folder, `${runId}.${info.activityId}.${info.attempt}.json`);
    const note: Note = { workflowId, type: info.activityType };
    const inbound: ActivityInboundCallsInterceptor = {
      async execute(input, next) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(file, JSON.stringify(note), { mode: 0o600 });
        try {
          return await next(input);
        } finally {
          await rename(file, file + ENDED).catch(() => undefined);
          setTimeout(() => void rm(file + ENDED, { force: true }), LINGER_MS).unref();
        }
      },
    };
    return { inbound };
  };
}

/** A worker of this host that has done steps. */
export interface KnownWorker {
  worker: string;
  alive: boolean;
  /** The workflows whose steps it does, or did when it died. */
  workflows: string[];
}

export async function knownWorkers(home: string): Promise<KnownWorker[]> {
  const looking = (await workersIn(home)).map(async (worker) => {
    const names = await readdir(folderOf(home, worker)).catch(() => []);
    const running = names
      .filter((name) => !name.endsWith(ENDED))
      .map((name) => path.join(folderOf(home, worker), name));
    const notes = (await Promise.all(running.map(readNote))).filter((note) => note !== undefined);
    return { worker, alive: isAlive(worker), workflows: notes.map(({ workflowId }) => workflowId) };
  });
  return Promise.all(looking);
}

/**
 * Hands back what workers of this host were doing when they died, and removes what they had for themselves: at once, or
 * `keepMs` after the first time, as Temporal may give a step to a worker that it does not know to be dead yet.
 */
export async function handBack(home: string, client: Client, keepMs = 0): Promise<void> {
  for (const worker of await deadWorkers(home)) {
    await endOrphans(worker);
    const folder = folderOf(home, worker);
    const files = (await readdir(folder).catch(() => [])).map((name) => path.join(folder, name));
    const notes = (await Promise.all(files.map(readNote))).filter((note) => note !== undefined);
    const identity = workerIdentity(await hostId(home), Number.parseInt(worker, 10));
    const ids = notes.map(({ workflowId }) => workflowId);
    const reached = await release(client, identity, ids);
    if (reached && (notes.length === 0 || (await handedBackFor(folder)) >= keepMs)) await leave(home, worker);
  }
}

/** Milliseconds since this was first asked. */
async function handedBackFor(folder: string): Promise<number> {
  const mark = path.join(folder, HANDED_BACK);
  await writeFile(mark, '', { flag: 'wx' }).catch(() => undefined);
  const first = await stat(mark).catch(() => undefined);
  return first ? Date.now() - first.mtimeMs : 0;
}

/** Looks after the workers beside this one, and those before it, for as long as it runs. */
export async function watchOthers(home: string, client: Client, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await sleep(WATCH_MS, undefined, { signal: until, ref: false }).catch(() => undefined);
    if (!until.aborted) await handBack(home, client, KEEP_MS).catch(() => undefined);
  }
}

/** Removes what this worker had for itself, and what dead ones had whose steps have been handed back. */
export async function leaveAll(home: string, self: string): Promise<void> {
  for (const worker of await deadWorkers(home)) {
    if (existsSync(path.join(folderOf(home, worker), HANDED_BACK))) await leave(home, worker);
  }
  await leave(home, self);
}

/** Removes a worker's notes and its folder for temporary files. */
async function leave(home: string, worker: string): Promise<void> {
  await rm(folderOf(home, worker), { recursive: true, force: true });
  await rm(temporaryOf(home, worker), { recursive: true, force: true, maxRetries: 3 });
}

const deadWorkers = async (home: string) => (await workersIn(home)).filter((worker) => !isAlive(worker));

async function workersIn(home: string): Promise<string[]> {
  const folders = ['running', 'tmp'].map((name) => readdir(path.join(home, name)).catch(() => []));
  return [...new Set((await Promise.all(folders)).flat())];
}

/** A note that was cut while it was written names no step that had begun. */
async function readNote(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
  } catch {
    return undefined;
  }
}
