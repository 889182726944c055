import { lutimesSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAbsence } from '../if-there.js';
import { isDead, isHere, me, saysWhere } from '../processes.js';
import { createWatch, SIGN_MS } from '../signs-of-life.js';

/**
 * Locks that name their holder: a symbolic link whose target is "<process>@<host>". It appears at once with its
 * content, so nobody reads a lock without a holder, and a killed process leaves nothing but the link. The host is there
 * for people: its name may change while a process runs.
 */

/** Who holds the lock. */
export function holderOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch (error) {
    // What is no link is no lock of ours.
    if (isAbsence(error) || (error as NodeJS.ErrnoException).code === 'EINVAL') return undefined;
    throw error;
  }
}

const processIn = (holder: string) => holder.replace(/@.*$/s, '');

export function isMine(file: string): boolean {
  const holder = holderOf(file);
  return holder !== undefined && processIn(holder) === me();
}

/** Whether it may be in another container or on another machine. Where a process doesn't say so itself, its host does. */
export function isOutOfSight(holder: string): boolean {
  const identity = processIn(holder);
  return !isHere(identity) || (!saysWhere(identity) && holder !== `${identity}@${hostname()}`);
}

/** The process of a holder that is known to be dead; undefined for any other. */
export function deadProcess(holder: string): string | undefined {
  const identity = processIn(holder);
  const isKnown = saysWhere(identity) || !isOutOfSight(holder);
  return isKnown && isDead(identity) ? identity : undefined;
}

/** Takes a lock that nobody holds. */
export function takeLock(file: string): boolean {
  try {
    symlinkSync(`${me()}@${hostname()}`, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export function releaseLock(file: string): void {
  if (isMine(file)) rmSync(file, { force: true });
}

/** Says to those who can't see this process that it is still there. */
export function renewLock(file: string): void {
  const now = new Date();
  if (isMine(file)) lutimesSync(file, now, now);
}

/**
 * Removes a lock whose holder is dead. Of several who try, the one that holds the second lock, named by the dead
 * holder, looks again and removes: a dead process takes no lock, so what it removes can't be a fresh one.
 */
export function dropStale(file: string, isGone = (holder: string) => deadProcess(holder) !== undefined): void {
  const holder = holderOf(file);
  if (!holder || !isGone(holder)) return;
  const claim = `${file}.${processIn(holder)}`;
  if (!takeLock(claim)) {
    dropStale(claim);
    return;
  }
  if (holderOf(file) === holder) rmSync(file, { force: true });
  releaseLock(claim);
}

const POLL_MS = 20;
/** A holder that can't be seen from here, and gives no sign of life for so long, is gone. */
const SILENT_MS = 30_000;

/** Does `work` while nobody else holds the lock: it waits for as long as a holder lives, and takes over from a dead one at once. */
export async function withLock<T>(file: string, work: () => Promise<T>, silentMs = SILENT_MS): Promise<T> {
  const watch = createWatch();
  while (!takeLock(file)) {
    const silent = watch(file) >= silentMs;
    dropStale(file, (holder) => deadProcess(holder) !== undefined || (silent && isOutOfSight(holder)));
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  const signs = setInterval(() => renewLock(file), SIGN_MS);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    releaseLock(file);
  }
}
