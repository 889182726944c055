import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { SUBMODULE } from './trees.js';
import { indexed, type Worktree } from './worktree.js';
import { removeFolder } from './writable.js';

/** Submodules are empty folders in our worktrees, unless set-up fills them: no snapshot has what is written there. */

/** The submodules of the worktree. All entries are read for it, some 30 ms of 50,000: only where there are some. */
export async function submodulesIn(worktree: Worktree): Promise<string[]> {
  if (!existsSync(path.join(worktree.dir, '.gitmodules'))) return [];
  const entries = await indexed(worktree, ['**']);
  return entries.filter((entry) => entry.startsWith(SUBMODULE)).map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

/** Those of them whose folder has nothing in it. */
export async function emptyOnes({ dir }: Worktree, submodules: string[]): Promise<string[]> {
  const isEmpty = async (name: string) => {
    const files = await readdir(path.join(dir, name)).catch(() => undefined);
    return files?.length === 0 ? [name] : [];
  };
  return (await Promise.all(submodules.map(isEmpty))).flat();
}

/** Empties again those of them that have been filled since, and gives their names. One that was removed stays so. */
export async function emptyAgain(worktree: Worktree, submodules: string[]): Promise<string[]> {
  const there = submodules.filter((name) => existsSync(path.join(worktree.dir, name)));
  const empty = await emptyOnes(worktree, there);
  const filled = there.filter((name) => !empty.includes(name));
  for (const name of filled) {
    await removeFolder(path.join(worktree.dir, name), worktree.dir);
    await mkdir(path.join(worktree.dir, name));
  }
  return filled;
}
