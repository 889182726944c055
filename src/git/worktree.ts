import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unfiltered } from './filters.js';
import { git, gitOr } from './git.js';
import { withLock } from './lock.js';
import type { Repository } from './repository.js';
import { pastPipes } from '../special-files.js';
import { removeFolder, withRights } from '../writable.js';

/**
 * A worktree of PIV-Swarm's own: a git tree plus what `setup` makes of it. It is detached, below PIV_HOME, and can be
 * made again at any time.
 */
export interface Worktree {
  repo: Repository;
  dir: string;
  /** The worktree's private git folder, which commands can't write to. */
  gitDir: string;
}

/** Where the worktree `name` of a repository lives. The folder's name is unique, as git names worktrees by it. */
export function worktreeDir(home: string, repo: Repository, name: string): string {
  const key = createHash('sha256').update(repo.gitDir).digest('hex').slice(0, 12);
  return path.join(home, 'worktrees', key, name);
}

/** Finds the worktree or makes it at `commit`. */
export async function openWorktree(repo: Repository, dir: string, commit: string): Promise<Worktree> {
  const found = await existing(repo, dir);
  if (found) return found;
  await oneAtATime(repo, async () => {
    if (await existing(repo, dir)) return;
    await remove(repo, dir);
    await mkdir(path.dirname(dir), { recursive: true });
    await git(repo.gitDir, ['worktree', 'add', '--detach', '--force', '--no-checkout', dir, commit]);
  });
  const made = await existing(repo, dir);
  if (!made) throw new Error(`git made no worktree at ${dir}`);
  return made;
}

async function existing(repo: Repository, dir: string): Promise<Worktree | undefined> {
  const pointer = await readFile(path.join(dir, '.git'), 'utf8').catch(() => undefined);
  const gitDir = pointer?.match(/^gitdir: (.+)$/m)?.[1];
  if (!gitDir || path.dirname(path.dirname(gitDir)) !== repo.gitDir) return undefined;
  return existsSync(path.join(gitDir, 'HEAD')) ? { repo, dir, gitDir } : undefined;
}

/** The tree that the worktree is known to hold, or undefined when a step may have been cut in it. */
export async function heldTree(worktree: Worktree): Promise<string | undefined> {
  return (await readFile(marker(worktree), 'utf8').catch(() => undefined))?.trim();
}

/** Says that the worktree holds `tree` (undefined: that it is being worked in). */
export async function markTree(worktree: Worktree, tree: string | undefined): Promise<void> {
  if (tree) await writeFile(marker(worktree), `${tree}\n`);
  else await rm(marker(worktree), { force: true });
}

const marker = (worktree: Worktree) => path.join(worktree.gitDir, 'piv-tree');

/** Makes the worktree hold `tree`, unless it is known to. Ignored files stay: they are not state. */
export async function restoreTree(worktree: Worktree, tree: string): Promise<void> {
  if ((await heldTree(worktree)) === tree) return;
  await markTree(worktree, undefined);
  await dropIndexLock(worktree);
  await withRights(worktree.dir, async () => {
    await unfiltered(worktree.repo, worktree.dir, ['read-tree', '--reset', '-u', tree]);
    await unfiltered(worktree.repo, worktree.dir, ['clean', '-ffdq']);
  });
  await markTree(worktree, tree);
}

/** Of the files that its index holds those that globs match, each as "<mode> <blob> 0<tab><path>". */
export async function indexed(worktree: Worktree, globs: string[]): Promise<string[]> {
  const paths = globs.map((glob) => `:(glob)${glob}`);
  return (await git(worktree.dir, ['ls-files', '--stage', '-z', '--', ...paths])).split('\0').filter(Boolean);
}

/** What git ignores in the worktree; of a folder that it ignores as a whole, its name with a "/". */
export const ignoredPaths = (worktree: Worktree): Promise<string[]> => others(worktree, ['--ignored']);

/** What it neither tracks nor ignores, in the same form. */
export const untrackedPaths = (worktree: Worktree): Promise<string[]> => others(worktree, []);

async function others({ dir }: Worktree, which: string[]): Promise<string[]> {
  const args = ['ls-files', '--others', ...which, '--exclude-standard', '--directory', '-z'];
  return (await pastPipes(dir, () => git(dir, args))).split('\0').filter(Boolean);
}

/** Only we write this index, one step at a time: a lock on it is a dead step's. */
export async function dropIndexLock(worktree: Worktree): Promise<void> {
  await rm(path.join(worktree.gitDir, 'index.lock'), { force: true });
}

export async function removeWorktree(repo: Repository, dir: string): Promise<void> {
  await oneAtATime(repo, () => remove(repo, dir));
}

/** Ours alone: a `prune` would also forget worktrees of the user that are out of reach just now. */
async function remove(repo: Repository, dir: string): Promise<void> {
  await gitOr(repo.gitDir, ['worktree', 'remove', '--force', '--force', dir], [128, 255]);
  await removeFolder(dir);
}

/** `git worktree add` and `prune` lose to each other when they run side by side: one at a time a repository. */
const oneAtATime = <T>(repo: Repository, work: () => Promise<T>) =>
  withLock(path.join(repo.gitDir, 'piv-worktrees.lock'), work);
