import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { ifThere } from '../if-there.js';
import { isDead } from '../processes.js';
import { removeFolder } from '../writable.js';

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

export const folderOf = (home: string, worker: string) => path.join(home, 'running', worker);
const temporaryOf = (home: string, worker: string) => path.join(home, 'tmp', worker);

/** Gives this worker a folder for temporary files that another one can remove when it was killed. */
export async function useOwnTemporaryFolder(home: string, worker: string): Promise<void> {
  await giveSign(home, worker);
  process.env['TMPDIR'] = temporaryOf(home, worker);
}

/** Says to those who can't see this process that it is still there. Who has taken it for gone may have removed its folders. */
export async function giveSign(home: string, worker: string): Promise<void> {
  const now = new Date();
  for (const folder of [folderOf(home, worker), temporaryOf(home, worker)]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await utimes(folder, now, now);
  }
}

/** Notes each step while it runs. */
export function noteRunning(home: string, worker: string): ActivityInterceptorsFactory {
  const folder = folderOf(home, worker);
  return ({ info }) => {
    const { runId = 'none', workflowId = '' } = info.workflowExecution ?? {};
    const file = path.join(folder, `${runId}.${info.activityId}.${info.attempt}.json`);
    const note: Note = { workflowId, type: info.activityType };
    const inbound: ActivityInboundCallsInterceptor = {
      async execute(input, next) {
        // On a full disk there is none: the step then waits for its heartbeat's timeout where this worker is killed.
        await writeNote(file, note).catch(() => undefined);
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

async function writeNote(file: string, note: Note): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(note), { mode: 0o600 });
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
    const names = (await ifThere(readdir(folderOf(home, worker)))) ?? [];
    const running = names
      .filter((name) => !name.endsWith(ENDED))
      .map((name) => path.join(folderOf(home, worker), name));
    const notes = (await Promise.all(running.map(readNote))).filter((note) => note !== undefined);
    return { worker, alive: !isDead(worker), workflows: notes.map(({ workflowId }) => workflowId) };
  });
  return Promise.all(looking);
}

export async function notesOf(home: string, worker: string): Promise<Note[]> {
  const folder = folderOf(home, worker);
  const files = ((await ifThere(readdir(folder))) ?? []).map((name) => path.join(folder, name));
  return (await Promise.all(files.map(readNote))).filter((note) => note !== undefined);
}

export async function workersIn(home: string): Promise<string[]> {
  const folders = ['running', 'tmp'].map((name) => ifThere(readdir(path.join(home, name))));
  return [...new Set((await Promise.all(folders)).flatMap((names) => names ?? []))];
}

export const hasFolders = (home: string, worker: string) =>
  existsSync(temporaryOf(home, worker)) || existsSync(folderOf(home, worker));

/** Removes a worker's folder for temporary files, then its notes: who looks between the two makes none of them anew. */
export async function leave(home: string, worker: string): Promise<void> {
  await removeFolder(temporaryOf(home, worker));
  await rm(folderOf(home, worker), { recursive: true, force: true });
}

/** A note that was cut while it was written names no step that had begun. */
async function readNote(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
  } catch {
    return undefined;
  }
}
