import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAILURES, PivError } from '../errors.js';
import { isAbsence } from '../if-there.js';
import { isAlive, me } from '../processes.js';

/**
 * Locks that name their holder: a symbolic link whose target is "<process>@<host>". It appears at once with its
 * content, so nobody reads a lock without a holder, and a killed process leaves nothing but the link.
 */

const self = () => `${me()}@${hostname()}`;

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

export const isMine = (file: string) => holderOf(file) === self();

/** The process of a holder on this host that is dead; undefined for any other. */
export function deadProcess(holder: string): string | undefined {
  const [identity = '', ...host] = holder.split('@');
  return host.join('@') === hostname() && !isAlive(identity) ? identity : undefined;
}

/** Takes a lock that nobody holds. */
export function takeLock(file: string): boolean {
  try {
    symlinkSync(self(), file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export function releaseLock(file: string): void {
  if (isMine(file)) rmSync(file, { force: true });
}

/**
 * Removes a lock whose holder is dead. Of several who try, the one that holds the second lock, named by the dead
 * holder, looks again and removes: a dead process takes no lock, so what it removes can't be a fresh one.
 */
export function dropStale(file: string): void {
  const holder = holderOf(file);
  if (!holder || !deadProcess(holder)) return;
  const claim = `${file}.${holder.split('@')[0]}`;
  if (!takeLock(claim)) {
    dropStale(claim);
    return;
  }
  if (holderOf(file) === holder) rmSync(file, { force: true });
  releaseLock(claim);
}

const POLL_MS = 20;
const PATIENCE_MS = 120_000;

/** Does `work` while nobody else holds the lock. One whose holder has died is taken over at once. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; !takeLock(file); dropStale(file)) {
    if (Date.now() > end) throw held(file);
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

function held(file: string): PivError {
  const [identity = '', host = 'this host'] = holderOf(file)?.split('@') ?? [];
  return new PivError(
    FAILURES.repositoryLocked,
    `${file} has been held for long by process ${Number.parseInt(identity, 10)} on ${host}. ` +
      `If that is gone, remove the file, then: retry`,
  );
}
