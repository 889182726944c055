import { lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAILURES, PivError } from '../errors.js';
import { ifThere } from '../if-there.js';
import { GitFailure } from './git.js';
import type { Repository } from './repository.js';

/** git holds the lock of a ref for milliseconds: one this old was left by a git that was killed. */
const STALE_MS = 10_000;
const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/**
 * Does what moves refs. A lock that is in the way is waited for; one of our own refs is removed when it is stale, any
 * other one is a person's to remove.
 */
export async function pastLocks<T>(repo: Repository, work: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    try {
      return await work();
    } catch (error) {
      const file = lockInTheWay(repo, error);
      if (!file) throw error;
      if (isOurs(repo, file)) await dropWhenStale(file);
      else if (performance.now() > end) throw foreign(file);
    }
    await sleep(POLL_MS);
  }
}

function lockInTheWay(repo: Repository, error: unknown): string | undefined {
  if (!(error instanceof GitFailure)) return undefined;
  const file = /Unable to create '(.+\.lock)': File exists/.exec(error.output)?.[1];
  return file && path.resolve(repo.gitDir, file);
}

function isOurs(repo: Repository, file: string): boolean {
  const name = path.relative(repo.gitDir, file);
  return name.startsWith('refs/heads/piv/') || name.startsWith('refs/piv/');
}

async function dropWhenStale(file: string): Promise<void> {
  if (await isStale(file)) await rm(file, { force: true });
}

async function isStale(file: string): Promise<boolean> {
  const made = await ifThere(lstat(file));
  return made !== undefined && Math.abs(Date.now() - made.mtimeMs) > STALE_MS;
}

/** The locks of our own refs that were left by a git that was killed. */
export async function staleRefLocks(repo: Repository): Promise<string[]> {
  const stale: string[] = [];
  for (const folder of ['refs/heads/piv', 'refs/piv'].map((name) => path.join(repo.gitDir, name))) {
    const names = (await ifThere(readdir(folder, { recursive: true }))) ?? [];
    const locks = names.filter((name) => name.endsWith('.lock')).map((name) => path.join(folder, name));
    for (const file of locks) if (await isStale(file)) stale.push(file);
  }
  return stale;
}

function foreign(file: string): PivError {
  return new PivError(
    FAILURES.repositoryLocked,
    `git's lock ${file} is in the way. If no git is at work in the repository, remove the file, then: retry`,
  );
}
