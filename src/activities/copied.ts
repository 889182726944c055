import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { isIgnored } from '../git/left-out.js';
import type { Worktree } from '../git/worktree.js';
import { makeFolder, readPlain, removeInside } from '../inside.js';
import { foundAt } from '../leads-to.js';
import type { Place } from './dependencies.js';

/**
 * Copies the files that piv.config.yaml names, such as `.env.example` to `.env`, and gives the names of the copies. One
 * that is there stays, but where it judges: there it is as its source is in the tree.
 */
export async function copyFiles(worktree: Worktree, { running }: Place, anew: boolean): Promise<string[]> {
  const { dir } = worktree;
  const pairs = Object.entries(running?.copy ?? {});
  for (const [from, to] of pairs) {
    if (!anew && foundAt(dir, to)) continue;
    const bytes = readPlain(dir, from);
    if (typeof bytes === 'string') throw refuse(`there is no file ${from} to copy`);
    if (!(await isIgnored(worktree, to))) {
      throw refuse(`git does not ignore ${to}, so that it would be in commits: name it in .gitignore`);
    }
    await removeInside(dir, to);
    const folder = await makeFolder(dir, path.dirname(to));
    if (!folder) throw refuse(`something is in the way of ${to}`);
    await writeFile(path.join(folder, path.basename(to)), bytes);
  }
  return pairs.map(([, to]) => to);
}

const refuse = (why: string) =>
  new PivError(FAILURES.setupFailed, `piv.config.yaml: copy: ${why}; commit that, then: retry`);
