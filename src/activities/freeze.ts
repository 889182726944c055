import path from 'node:path';
import { ignoredPaths, type Worktree } from '../git/worktree.js';
import { makeFolder, removeInside } from '../inside.js';
import { foundAt } from '../leads-to.js';
import type { Confinement } from '../sandbox/confine.js';
import { removeSpecialFiles } from '../special-files.js';
import { withRights } from '../writable.js';
import type { Workspace } from './workspace.js';

/** Where tools keep things among what set-up made: they get an empty folder each time. */
const KEPT_INSIDE = ['.cache', '.vite', '.vite-temp'];

/**
 * For a worktree that judges: of what git ignores, only what set-up has made is left, and commands can't write to that.
 * So nothing that the tests of an agent have left, or changed in a tool, has a say in what they show later.
 */
export async function freeze(
  { worktree, confine }: Pick<Workspace, 'worktree' | 'confine'>,
  made: string[],
): Promise<Confinement> {
  await removeIgnored(worktree, made);
  const { dir } = worktree;
  return withRights(dir, async () => {
    const there = made.filter((file) => foundAt(dir, file));
    const installed = there.filter(
      (file) => path.basename(file) === 'node_modules' && foundAt(dir, file)?.isDirectory(),
    );
    const inside = installed.flatMap((folder) => KEPT_INSIDE.map((name) => path.join(folder, name)));
    const scratch = await Promise.all(inside.map((folder) => makeFolder(dir, folder)));
    return {
      ...confine,
      frozen: there.map((file) => path.join(dir, file)),
      scratch: scratch.filter((folder) => folder !== undefined),
    };
  });
}

/** Removes what git ignores or can't see, but for these paths and what is in them. */
export async function removeIgnored(worktree: Worktree, kept: string[]): Promise<void> {
  const isKept = (file: string) =>
    kept.some((entry) => file === entry || (entry.endsWith('/') && file.startsWith(entry)));
  for (const file of await ignoredPaths(worktree)) if (!isKept(file)) await removeInside(worktree.dir, file);
  await removeSpecialFiles(worktree.dir);
}
