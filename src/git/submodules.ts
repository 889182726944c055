import { entriesOf, makeFolder, removeInside } from '../inside.js';
import { foundAt } from '../leads-to.js';
import { SUBMODULE } from './trees.js';
import { indexed, type Worktree } from './worktree.js';

/** Submodules are empty folders in our worktrees, unless set-up fills them: no snapshot has what is written there. */

/** The submodules of the worktree. All entries are read for it, some 30 ms of 50,000: only where there are some. */
export async function submodulesIn(worktree: Worktree): Promise<string[]> {
  if (!foundAt(worktree.dir, '.gitmodules')) return [];
  const entries = await indexed(worktree, ['**']);
  return entries.filter((entry) => entry.startsWith(SUBMODULE)).map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

/** Those of them whose folder has nothing in it. */
export const emptyOnes = ({ dir }: Worktree, submodules: string[]): string[] =>
  submodules.filter((name) => isFolder(dir, name) && entriesOf(dir, name).length === 0);

/**
 * Empties again those of them that have been filled since, and gives their names. One that was removed stays so: also
 * where a link or a file is in its place, or on the way to it.
 */
export async function emptyAgain({ dir }: Worktree, submodules: string[]): Promise<string[]> {
  const filled = submodules.filter((name) => isFolder(dir, name) && entriesOf(dir, name).length > 0);
  for (const name of filled) {
    await removeInside(dir, name);
    await makeFolder(dir, name);
  }
  return filled;
}

const isFolder = (dir: string, name: string) => foundAt(dir, name)?.isDirectory() ?? false;
