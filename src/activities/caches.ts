import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Worktree } from '../git/worktree.js';
import { browserFolders } from '../sandbox/browsers.js';
import { removeFolder } from '../writable.js';

/**
 * What compilers and package managers keep between commands: a folder beside each worktree, which goes when it goes.
 * A check begins with what the baseline left, when no agent had written a line yet: what the tests of an agent put into
 * a cache is in none that judges them later.
 */

const cacheOf = (worktree: Worktree) => `${worktree.dir}.cache`;
const seedOf = (worktree: Worktree, slug: string) => path.join(path.dirname(worktree.dir), `${slug}.seed`);
/** Where what set-up has installed is kept. */
export const keptOf = (worktree: Worktree, slug: string) => path.join(path.dirname(worktree.dir), `${slug}.setup`);

/** Whether a folder beside the worktrees is one of these, or what git reads of one. */
export const isCache = (folder: string) => /\.(?:cache|seed|setup|git)$/.test(folder);

/** Commands have been here: one that reaches more than they do must not run what they left. */
export const hasCache = (worktree: Worktree): boolean => existsSync(cacheOf(worktree));

/** Makes the cache of a worktree ready: where it judges (`clean`), as the baseline left it. */
export async function openCache(worktree: Worktree, slug: string, clean: boolean): Promise<string> {
  const cache = cacheOf(worktree);
  if (clean || !existsSync(cache)) await replace(cache, seedOf(worktree, slug));
  return cache;
}

/** Keeps the cache of this worktree, which has seen nothing of an agent, for those that come. */
export const keepCache = (worktree: Worktree, slug: string): Promise<void> =>
  replace(seedOf(worktree, slug), cacheOf(worktree));

/** It appears as a whole: of a module that is copied in part, a compiler would miss files. */
async function replace(folder: string, source: string): Promise<void> {
  const draft = folder.replace(/\.\w+$/, '.draft$&');
  for (const old of [folder, draft]) await removeFolder(old);
  if (existsSync(source)) await copyFolder(source, draft);
  else await begin(draft);
  await rename(draft, folder);
}

/** Browsers that the person has are there already, as links: a tool that wants another one puts it beside them. */
async function begin(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  for (const { from, inCache } of browserFolders()) {
    const at = path.join(cache, inCache);
    await mkdir(at, { recursive: true });
    for (const name of await readdir(from)) {
      if (!name.startsWith('.')) await symlink(path.join(from, name), path.join(at, name));
    }
  }
}

/** To where nothing is, links as links. The environment of the worker has the key. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', ...SHARED, from, to], { env: { PATH: process.env['PATH'] } });
}

/** Where the file system can, a copy costs nothing until it is written to: a cache has gigabytes. */
const SHARED = process.platform === 'linux' ? ['--reflink=auto'] : [];
