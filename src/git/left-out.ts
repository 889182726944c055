import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git.js';
import type { Worktree } from './worktree.js';

/** Of these paths the files that are there, wherever links lead, and not in its index after a snapshot: git ignores them. */
export async function leftOut(worktree: Worktree, paths: string[]): Promise<string[]> {
  const top = await realpath(worktree.dir);
  const real = await Promise.all(paths.map((name) => realpath(path.join(top, name)).catch(() => '')));
  const files = real.filter((file) => file.startsWith(top + path.sep) && lstatSync(file).isFile());
  if (files.length === 0) return [];
  const names = files.map((file) => path.relative(top, file));
  const known = await git(worktree, ['--literal-pathspecs', 'ls-files', '-z', '--', ...names]);
  const taken = new Set(known.split('\0'));
  return names.filter((name) => !taken.has(name));
}
