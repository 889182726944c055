import { FAILURES, PivError } from '../errors.js';
import { git, gitOr } from './git.js';
import { branchName, branchRef } from './names.js';
import { isAncestor } from './refs.js';
import { refTip, treeOf, type Repository } from './repository.js';

/** The branch's tip, read anew each time; a branch that lost `known`, the last commit we saw there, is an error. */
export async function readTip(repo: Repository, slug: string, known: string): Promise<string> {
  const tip = await refTip(repo, branchRef(slug));
  if (tip && (await isAncestor(repo, known, tip))) return tip;
  throw new PivError(
    FAILURES.branchRewritten,
    `${branchName(slug)} ${tip ? 'was rewritten' : 'is gone'}: it no longer holds ${known.slice(0, 12)}. ` +
      `Put it back (git branch -f ${branchName(slug)} ${known.slice(0, 12)}), then: retry`,
  );
}

/** The commit between `base` and `tip` with this `PIV-Step` trailer, or undefined. */
export async function commitOfStep(
  repo: Repository,
  base: string,
  tip: string,
  step: string,
): Promise<string | undefined> {
  const format = '--format=%H %(trailers:key=PIV-Step,valueonly,separator=%x2C)';
  const out = await git(repo.gitDir, ['log', format, `${base}..${tip}`]);
  return out
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, trailer]) => trailer === step)?.[0];
}

export type Merge = { tree: string } | { conflicts: string[] };

/** The tree of `tip` with what `work` (a commit on an older tip) changed. Nothing is touched. */
export async function mergeTrees(repo: Repository, tip: string, work: string, workBase: string): Promise<Merge> {
  if (tip === workBase) return { tree: await treeOf(repo, work) };
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', tip, work];
  const clean = await gitOr(repo.gitDir, args, [1]);
  if (clean !== undefined) return { tree: clean.split('\0')[0] ?? '' };
  return { conflicts: await conflictsOf(repo, args) };
}

async function conflictsOf(repo: Repository, args: string[]): Promise<string[]> {
  try {
    await git(repo.gitDir, args);
    return [];
  } catch (error) {
    const output = (error as { output?: string }).output ?? '';
    return output.split('\0').slice(1).filter(Boolean);
  }
}
