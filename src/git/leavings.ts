import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git.js';
import { endLease, LEASE } from './lease.js';
import type { Repository } from './repository.js';
import { removeWorktree, worktreeDir } from './worktree.js';

/**
 * Removes every worktree that is called `name` or `name.<more>`, those that steps in between have taken to, and those
 * that the repository only remembers, as the host that had them lost its folder.
 */
export async function removeWorktrees(home: string, repo: Repository, name: string): Promise<void> {
  const folder = path.dirname(worktreeDir(home, repo, name));
  const there = await readdir(folder).catch(() => []);
  const dirs = there.map((entry) => path.join(folder, entry.endsWith(LEASE) ? entry.slice(0, -LEASE.length) : entry));
  const lost = (await registered(repo)).filter(
    (dir) => path.basename(path.dirname(dir)) === path.basename(folder) && !existsSync(dir),
  );
  const named = (dir: string) => path.basename(dir) === name || path.basename(dir).startsWith(`${name}.`);
  for (const dir of new Set([...dirs, ...lost].filter(named))) {
    await endLease(dir);
    await removeWorktree(repo, dir);
  }
}

/** The worktrees that the repository knows, also where their folder is gone. */
export async function registered(repo: Repository): Promise<string[]> {
  const list = await git(repo.gitDir, ['worktree', 'list', '--porcelain']);
  return [...list.matchAll(/^worktree (.+)$/gm)].map(([, dir]) => dir!);
}
