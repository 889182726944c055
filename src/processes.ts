import { readdir, readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HERE, isFirstNamespace, isOfEarlierBoot } from './place.js';

/** Which processes are alive, and whose. Where there is no /proc, ids alone have to do and nothing is found by owner. */

/** Set in the worker, handed on to every git and command that it starts: whose process one is. */
export const OWNER = 'PIV_WORKER';

/** How long a dead worker's git may take to end by itself. Killed in the middle, it would leave its locks. */
const GIT_GRACE_MS = 2_000;

/**
 * A process by its id and its start, as ids are given out again, and by where that id means something: undefined when it
 * is dead.
 */
export function identityOf(pid: number): string | undefined {
  const found = processOf(pid);
  return found && (HERE ? `${found}.${HERE}` : found);
}

/** `<id>.<start>`. */
function processOf(pid: number): string | undefined {
  if (!isThere(pid)) return undefined;
  const { state, start = '' } = statOf(pid) ?? {};
  if (state === undefined) return isThere(pid) ? `${pid}.` : undefined;
  return state === 'Z' ? undefined : `${pid}.${start}`;
}

/**
 * Whether the process that `identityOf` named is known to be gone. Of one in another container, or on another machine
 * that shares a folder with this one, nothing is known: it counts as alive.
 */
export function isDead(identity: string): boolean {
  const [pid = '', start = '', place = ''] = identity.split('.');
  return isHere(identity) ? processOf(Number(pid)) !== `${pid}.${start}` : isOfEarlierBoot(place);
}

/** Whether it is alive but held up by a signal: it does nothing until somebody lets it go on. */
export const isStopped = (identity: string) =>
  isHere(identity) && !isDead(identity) && statOf(Number.parseInt(identity, 10))?.state === 'T';

/** Whether it tells in which place it is: not where there is no /proc, nor by earlier builds. */
export const saysWhere = (identity: string) => Boolean(identity.split('.')[2]);

/** Whether this process can see it, if it is there. Of one that doesn't say where it is, a container can't tell. */
export const isHere = (identity: string) =>
  saysWhere(identity) ? identity.endsWith(`.${HERE}`) : HERE === '' || isFirstNamespace(HERE);

/** The identity of this process. */
export const me = () => identityOf(process.pid) ?? String(process.pid);

/** Ends what a dead worker's steps left running, and waits until it is gone: only then may they be tried again. */
export async function endOrphans(worker: string): Promise<void> {
  const patience = performance.now() + GIT_GRACE_MS;
  for (;;) {
    const orphans = await ownedBy(worker);
    if (orphans.length === 0) return;
    for (const { pid, isGit } of orphans) if (!isGit || performance.now() > patience) kill(pid);
    await sleep(10);
  }
}

async function ownedBy(worker: string): Promise<{ pid: number; isGit: boolean }[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const owned = pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(`${OWNER}=${worker}`) || !identityOf(pid)) return [];
    const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return [{ pid, isGit: name.trim() === 'git' }];
  });
  return (await Promise.all(owned)).flat();
}

/** See proc(5), `/proc/pid/stat`: what follows the name, which may hold anything. */
function statOf(pid: number): { state: string; start: string } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state: fields[0]!, start: fields[19]! };
  } catch {
    return undefined;
  }
}

/** A process of another user is there too, though it can't be signalled. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
