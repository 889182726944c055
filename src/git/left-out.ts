import { foundAt, leadsTo, led } from '../leads-to.js';
import { git, gitOr } from './git.js';
import type { Worktree } from './worktree.js';

/** Of these paths the files that are there, wherever links lead, and not in its index after a snapshot: git ignores them. */
export async function leftOut(worktree: Worktree, paths: string[]): Promise<string[]> {
  const { dir } = worktree;
  const real = paths.flatMap((name) => led(() => leadsTo(dir, name)) ?? []);
  const files = real.filter((file) => foundAt(dir, file)?.isFile());
  if (files.length === 0) return [];
  const known = await git(worktree, ['--literal-pathspecs', 'ls-files', '-z', '--', ...files]);
  const taken = new Set(known.split('\0'));
  return files.filter((name) => !taken.has(name));
}

/** Whether git would ignore a file of this name. */
export const isIgnored = async (worktree: Worktree, name: string): Promise<boolean> =>
  (await gitOr(worktree, ['check-ignore', '--quiet', '--', name])) !== undefined;
