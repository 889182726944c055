import { existsSync } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { hostId } from '../host-id.js';
import { endOrphans, isDead, isHere, isStopped } from '../processes.js';
import { createWatch, type Watch } from '../signs-of-life.js';
import { folderOf, giveSign, hasFolders, leave, notesOf, workersIn } from './notes.js';
import { release } from './release.js';

/** How often a worker looks after the others; while one is held up, each look frees one step of all it had polled for. */
const WATCH_MS = 2_000;
const WATCH_STOPPED_MS = 200;
const HANDED_BACK = 'handed-back';
/** Longer than a step may be without a heartbeat. */
export const KEEP_MS = 12_000;
/** A worker that can't be seen from here, and gives no sign of life for so long, is gone. */
const SILENT_MS = 60_000;

/** How a worker names itself to Temporal: by its process and the start of that, as in a container each may have the same number. */
export const workerIdentity = (host: string, worker: string) => `${host}:${worker}`;

/**
 * Hands back what workers of this host were doing when they died, and removes what they had for themselves: at once, or
 * `keepMs` after the first time, as Temporal may give a step to a worker that it does not know to be dead yet.
 */
export async function handBack(home: string, client: Client, keepMs = 0): Promise<void> {
  for (const worker of await deadWorkers(home)) {
    await endOrphans(worker);
    const reached = await releaseSteps(home, client, worker);
    const done = (await handedBackFor(home, worker)) >= keepMs;
    if (reached && done) await leave(home, worker);
  }
}

/**
 * Hands back what a worker was given that is held up by a signal: what it polled for before is still sent to it. It may
 * go on at any time, and keeps what is its own; its results come too late then.
 */
async function takeFromStopped(home: string, client: Client): Promise<{ stopped: number }> {
  const stopped = (await workersIn(home)).filter(isStopped);
  for (const worker of stopped) await releaseSteps(home, client, worker);
  return { stopped: stopped.length };
}

/** False where the server can't be reached. */
async function releaseSteps(home: string, client: Client, worker: string): Promise<boolean> {
  const identity = workerIdentity(await hostId(home), worker);
  const workflows = (await notesOf(home, worker)).map(({ workflowId }) => workflowId);
  return release(client, identity, workflows);
}

/** Removes what workers had for themselves of which nothing is seen or heard. Their steps have long timed out. */
export async function leaveSilent(home: string, watch: Watch, silentMs = SILENT_MS): Promise<void> {
  for (const worker of await workersIn(home)) {
    if (!isHere(worker) && watch(folderOf(home, worker)) >= silentMs) await leave(home, worker);
  }
}

/** Milliseconds since this was first asked. What another process has removed meanwhile is not made again. */
async function handedBackFor(home: string, worker: string): Promise<number> {
  if (!hasFolders(home, worker)) return Infinity;
  const folder = folderOf(home, worker);
  const mark = path.join(folder, HANDED_BACK);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(mark, '', { flag: 'wx' }).catch(() => undefined);
  const first = await stat(mark).catch(() => undefined);
  return first ? Date.now() - first.mtimeMs : 0;
}

/** Looks after the workers beside this one, and those before it, for as long as it runs. */
export async function watchOthers(home: string, self: string, client: Client, until: AbortSignal): Promise<void> {
  const watch = createWatch();
  for (let wait = WATCH_MS; !until.aborted;) {
    await sleep(wait, undefined, { signal: until, ref: false }).catch(() => undefined);
    if (until.aborted) return;
    await giveSign(home, self).catch(() => undefined);
    await handBack(home, client, KEEP_MS).catch(() => undefined);
    await leaveSilent(home, watch).catch(() => undefined);
    const { stopped } = await takeFromStopped(home, client).catch(() => ({ stopped: 0 }));
    wait = stopped > 0 ? WATCH_STOPPED_MS : WATCH_MS;
  }
}

/** Removes what this worker had for itself, and what dead ones had whose steps have been handed back. */
export async function leaveAll(home: string, self: string): Promise<void> {
  for (const worker of await deadWorkers(home)) {
    if (existsSync(path.join(folderOf(home, worker), HANDED_BACK))) await leave(home, worker);
  }
  await leave(home, self);
}

const deadWorkers = async (home: string) => (await workersIn(home)).filter(isDead);
