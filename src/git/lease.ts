import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { endOrphans } from '../processes.js';
import { createWatch, SIGN_MS } from '../signs-of-life.js';
import { deadProcess, dropStale, holderOf, isMine, isOutOfSight, releaseLock, renewLock, takeLock } from './lock.js';
import type { Repository } from './repository.js';
import { worktreeDir } from './worktree.js';
import { removeFolder } from '../writable.js';

/**
 * A worktree is used by one step at a time. A step whose worker was held up may still be at work while its next
 * attempt begins, here or in another process: the later one ends the earlier one, or else takes another folder.
 */

interface Step {
  stop(): void;
  ended: Promise<void>;
  /** Worktrees that it has the lease of. */
  dirs: string[];
}

const current = new AsyncLocalStorage<Step>();
/** The steps of this process, by the worktree that they use. */
const users = new Map<string, Step>();

/** How the name of a lease, beside its worktree, ends. */
export const LEASE = '.lease';
const leaseOf = (dir: string) => `${dir}${LEASE}`;

/** Runs a step. Its leases end with it; `signal` aborts when a later attempt wants one of them. */
export async function asStep<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const stop = () => abort.abort(new Error('a later attempt of this step has taken its worktree over'));
  const step: Step = { stop, ended, dirs: [] };
  const signs = setInterval(() => step.dirs.forEach((dir) => renewLock(leaseOf(dir))), SIGN_MS);
  try {
    return await current.run(step, () => work(abort.signal));
  } finally {
    clearInterval(signs);
    await Promise.allSettled(step.dirs.map((dir) => release(dir, step)));
    end();
  }
}

/** The folder of the worktree `name` that the step may use: another one where a living process uses the first. */
export async function leaseWorktree(home: string, repo: Repository, name: string): Promise<string> {
  const step = current.getStore();
  if (!step) throw new Error('a worktree is used within a step only');
  for (let n = 1; ; n += 1) {
    const dir = worktreeDir(home, repo, n === 1 ? name : `${name}.${n}`);
    if (step.dirs.includes(dir) || (await lease(dir, step))) return dir;
  }
}

async function lease(dir: string, step: Step): Promise<boolean> {
  await mkdir(path.dirname(dir), { recursive: true });
  for (;;) {
    await endUse(dir);
    // Of several attempts that waited for the same one, the first has it now.
    if (users.has(dir)) continue;
    if (takeLock(leaseOf(dir))) {
      users.set(dir, step);
      step.dirs.push(dir);
      return true;
    }
    const holder = holderOf(leaseOf(dir));
    if (isMine(leaseOf(dir))) releaseLock(leaseOf(dir));
    else if (holder && !(await dead(holder, dir))) return false;
  }
}

/** A process out of sight may only be held up, and go on to write: the worktree is another's no sooner than this. */
const SILENT_MS = 10 * 60_000;
const watch = createWatch();

/** What a dead process left running may still write there: that ends first. */
async function dead(holder: string, dir: string): Promise<boolean> {
  const worker = deadProcess(holder);
  const silent = watch(leaseOf(dir)) >= SILENT_MS && isOutOfSight(holder);
  if (!worker && !silent) return false;
  if (worker) await endOrphans(worker);
  dropStale(leaseOf(dir), (now) => now === holder);
  return true;
}

/** Ends the step of this process that uses the worktree, if there is one. */
async function endUse(dir: string): Promise<void> {
  for (let user = users.get(dir); user; user = users.get(dir)) {
    user.stop();
    await user.ended;
  }
}

async function release(dir: string, step: Step): Promise<void> {
  try {
    if (isMine(leaseOf(dir))) releaseLock(leaseOf(dir));
    else if (takeLock(leaseOf(dir))) {
      // The worktree was removed under this step: what it has written since is removed too.
      await removeFolder(dir).finally(() => releaseLock(leaseOf(dir)));
    }
  } finally {
    if (users.get(dir) === step) users.delete(dir);
  }
}

/** Takes the lease away from whoever has it, before the worktree is removed for good. */
export async function endLease(dir: string): Promise<void> {
  const step = current.getStore();
  if (!step?.dirs.includes(dir)) await endUse(dir);
  const holder = holderOf(leaseOf(dir));
  const worker = holder && deadProcess(holder);
  if (worker) await endOrphans(worker);
  await rm(leaseOf(dir), { force: true });
}

/** Throws where the worktree isn't this step's any more: nothing that it made there may be kept. */
export function assertLeased(dir: string): void {
  const step = current.getStore();
  if (!step || users.get(dir) !== step || !isMine(leaseOf(dir))) {
    throw new Error('the worktree was given to a later attempt of this step');
  }
}
