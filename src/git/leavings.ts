import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import { git } from './git.js';
import { endLease } from './lease.js';
import type { Repository } from './repository.js';
import { removeWorktree, worktreeDir } from './worktree.js';

/** What a worktree has beside its folder: its lease, and where git reads of it. */
const BESIDE = /\.(?:lease|git)$/;

/**
 * Removes every worktree that is called `name` or `name.<more>`, those that steps in between have taken to, and those
 * that the repository only remembers, as the host that had them lost its folder.
 */
export async function removeWorktrees(home: string, repo: Repository, name: string): Promise<void> {
  const folder = path.dirname(worktreeDir(home, repo, name));
  const there = (await ifThere(readdir(folder))) ?? [];
  const dirs = there.map((entry) => path.join(folder, entry.replace(BESIDE, '')));
  const named = (dir: string) => path.basename(dir) === name || path.basename(dir).startsWith(`${name}.`);
  for (const dir of new Set([...dirs, ...(await lostWorktrees(repo))].filter(named))) {
    await endLease(dir);
    await removeWorktree(repo, dir);
  }
}

/** Worktrees of ours, below whichever PIV_HOME, that the repository still knows though their folder is gone. */
export async function lostWorktrees(repo: Repository): Promise<string[]> {
  const ours = lastNames(worktreeDir('/', repo, 'any'));
  return (await registered(repo)).filter((dir) => lastNames(dir) === ours && !existsSync(dir));
}

/** Of `/home/me/.piv/worktrees/<key>/<name>`: `worktrees/<key>`. */
const lastNames = (dir: string) => path.dirname(dir).split(path.sep).slice(-2).join(path.sep);

/** The worktrees that the repository knows, also where their folder is gone. */
async function registered(repo: Repository): Promise<string[]> {
  const list = await git(repo, ['worktree', 'list', '--porcelain']);
  return [...list.matchAll(/^worktree (.+)$/gm)].map(([, dir]) => dir!);
}
