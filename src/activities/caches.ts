import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Worktree } from '../git/worktree.js';
import { removeFolder } from '../git/writable.js';

/**
 * What compilers and package managers keep between commands: a folder beside each worktree, which goes when it goes.
 * A check begins with what the baseline left, when no agent had written a line yet: what the tests of an agent put into
 * a cache is in none that judges them later.
 */

const cacheOf = (worktree: Worktree) => `${worktree.dir}.cache`;
const seedOf = (worktree: Worktree, slug: string) => path.join(path.dirname(worktree.dir), `${slug}.seed`);
/** Where what set-up has installed is kept. */
export const keptOf = (worktree: Worktree, slug: string) => path.join(path.dirname(worktree.dir), `${slug}.setup`);

/** Whether a folder beside the worktrees is one of these. */
export const isCache = (folder: string) => /\.(?:cache|seed|setup)$/.test(folder);

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
  else await mkdir(draft, { recursive: true, mode: 0o700 });
  await rename(draft, folder);
}

/** To where nothing is. The environment of the worker has the key. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to], { env: { PATH: process.env['PATH'] } });
}

/** How tools are told of it: most read XDG_CACHE_HOME. Go's modules are kept writable, so that they can be removed. */
export const cacheVariables = (cache: string): Record<string, string> => ({
  XDG_CACHE_HOME: cache,
  GOMODCACHE: path.join(cache, 'go-mod'),
  GOFLAGS: '-modcacherw',
  npm_config_cache: path.join(cache, 'npm'),
  // Without the network npm asks for over a minute whether what it has is still the newest.
  npm_config_prefer_offline: 'true',
  YARN_GLOBAL_FOLDER: path.join(cache, 'yarn'),
  // Elsewhere its name would be the worktree's, and no other worktree would find it.
  POETRY_VIRTUALENVS_IN_PROJECT: 'true',
});
