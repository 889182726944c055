import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { ifThere } from '../if-there.js';
import { git, gitOr } from './git.js';
import { withLock } from './lock.js';
import { putTree } from './put-tree.js';
import type { Repository } from './repository.js';
import { makeStandIn } from './stand-in.js';
import { standInOf, type GitFiles, type Where } from './where.js';
import { removeFolder, withRights } from '../writable.js';

/**
 * A worktree of PIV-Swarm's own: a git tree plus what `setup` makes of it. It is detached, below PIV_HOME, and can be
 * made again at any time.
 */
export interface Worktree extends GitFiles {
  repo: Repository;
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
  const old = await oneAtATime(repo, async () => {
    if (await existing(repo, dir)) return undefined;
    const aside = await forget(repo, dir);
    await mkdir(path.dirname(dir), { recursive: true });
    await makeStandIn(repo, dir);
    await git(repo, ['worktree', 'add', '--detach', '--force', '--no-checkout', dir, commit]);
    await writeFile(path.join(await ownFolder(dir), OWN_CONFIG), ownConfig(await realpath(dir)));
    return aside;
  });
  if (old) await removeFolder(old);
  const made = await existing(repo, dir);
  if (!made) throw new Error(`git made no worktree at ${dir}`);
  await assertIsTop(dir, dir);
  return made;
}

/** As it stands, or undefined where anything of it isn't as we have made it. */
async function existing(repo: Repository, dir: string): Promise<Worktree | undefined> {
  const gitDir = await ownFolder(dir);
  if (path.dirname(path.dirname(gitDir)) !== repo.gitDir) return undefined;
  const read = (name: string) => readFile(path.join(gitDir, name), 'utf8').catch(() => '');
  const [back, config, top] = await Promise.all([read('gitdir'), read(OWN_CONFIG), realpath(dir)]);
  if (back.trim() !== path.join(top, '.git') || config !== ownConfig(top)) return undefined;
  const whole = [gitDir, standInOf(dir)].every((folder) => existsSync(path.join(folder, 'HEAD')));
  return whole ? { repo, dir, gitDir } : undefined;
}

/** The git folder that the files point to; "" without one. */
async function ownFolder(dir: string): Promise<string> {
  const pointer = await readFile(path.join(dir, '.git'), 'utf8').catch(() => '');
  return /^gitdir: (.+)$/m.exec(pointer)?.[1] ?? '';
}

/**
 * For the agent's own git, which reads the repository's configuration: `core.worktree` may stand there, and is the
 * worktree's as well from the moment when `extensions.worktreeConfig` is set. This wins then, and is unread until then.
 */
const OWN_CONFIG = 'config.worktree';
const ownConfig = (top: string) => `[core]\n\tworktree = ${JSON.stringify(top)}\n\tbare = false\n`;

/** Nothing is done in a worktree whose files git takes to be elsewhere, be it by a link in the folder's place. */
async function assertIsTop(where: Where, dir: string): Promise<void> {
  const top = (await git(where, ['rev-parse', '--show-toplevel'])).trim();
  if (top === path.join(await realpath(path.dirname(dir)), path.basename(dir))) return;
  throw new PivError(
    FAILURES.worktreeElsewhere,
    `git takes ${top} for the files of the worktree ${dir}: nothing was done there. ` +
      "See what leads it there (a link, core.worktree in the repository's configuration), then: retry",
  );
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
  await assertIsTop(worktree, worktree.dir);
  await withRights(worktree.dir, () => putTree(worktree, tree));
  await markTree(worktree, tree);
}

/** Of the files that its index holds those that globs match, each as "<mode> <blob> 0<tab><path>". */
export async function indexed(worktree: Worktree, globs: string[]): Promise<string[]> {
  const paths = globs.map((glob) => `:(glob)${glob}`);
  return (await git(worktree, ['ls-files', '--stage', '-z', '--', ...paths])).split('\0').filter(Boolean);
}

/** What git ignores in the worktree; of a folder that it ignores as a whole, its name with a "/". */
export const ignoredPaths = (worktree: Worktree): Promise<string[]> => others(worktree, ['--ignored']);

/** What it neither tracks nor ignores, in the same form. */
export const untrackedPaths = (worktree: Worktree): Promise<string[]> => others(worktree, []);

async function others(worktree: Worktree, which: string[]): Promise<string[]> {
  const args = ['ls-files', '--others', ...which, '--exclude-standard', '--directory', '-z'];
  return (await git(worktree, args)).split('\0').filter(Boolean);
}

/** Only we write this index, one step at a time: a lock on it is a dead step's. */
export async function dropIndexLock(worktree: Worktree): Promise<void> {
  await rm(path.join(worktree.gitDir, 'index.lock'), { force: true });
}

export async function removeWorktree(repo: Repository, dir: string): Promise<void> {
  const old = await oneAtATime(repo, () => forget(repo, dir));
  if (old) await removeFolder(old);
}

/**
 * Has git forget a worktree, whose folder gets another name: to remove what is in it takes long, and others wait for the
 * lock. Ours alone: a `prune` would also forget worktrees of the user that are out of reach just now.
 */
async function forget(repo: Repository, dir: string): Promise<string | undefined> {
  const aside = `${dir}.gone-${randomUUID().slice(0, 8)}`;
  const moved = await ifThere(rename(dir, aside).then(() => aside));
  await gitOr(repo, ['worktree', 'remove', '--force', '--force', dir], [128, 255]);
  await removeFolder(standInOf(dir));
  return moved;
}

/** `git worktree add` and `prune` lose to each other when they run side by side: one at a time a repository. */
const oneAtATime = <T>(repo: Repository, work: () => Promise<T>) =>
  withLock(path.join(repo.gitDir, 'piv-worktrees.lock'), work);
