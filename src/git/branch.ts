import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY, writeCommit } from './commit.js';
import { branchName, branchRef, recordRef, startRef } from './names.js';
import { deleteRef, moveRef } from './refs.js';
import { refTip, treeOf, type Repository } from './repository.js';

/**
 * Makes the feature's branch at `base`, once for a run: the start ref says whose it is. A branch that another run left
 * is refused with another name to take.
 */
export async function makeBranch(
  repo: Repository,
  slug: string,
  base: string,
  run: string,
  date: string,
): Promise<void> {
  if (await refTip(repo, 'refs/heads/piv')) {
    throw new PivError(
      FAILURES.invalidInput,
      'repo: a branch called "piv" stands where the branches piv/<name> go; rename it: git branch -m piv piv-old',
    );
  }
  const parts = { tree: await treeOf(repo, base), parents: [base], author: PIV_IDENTITY, date };
  const start = await writeCommit(repo, { ...parts, message: `Start of ${slug}\n\nRun: ${run}\n` });
  const mine = (await refTip(repo, startRef(slug))) === start;
  if (!mine && (await refTip(repo, branchRef(slug)))) throw await taken(repo, slug);
  if (!(await moveRef(repo, startRef(slug), start))) throw await taken(repo, slug);
  if (!mine) await deleteRef(repo, recordRef(slug));
  if (!mine || !(await refTip(repo, branchRef(slug)))) {
    if (!(await moveRef(repo, branchRef(slug), base))) throw await taken(repo, slug);
  }
}

async function taken(repo: Repository, slug: string): Promise<PivError> {
  let n = 2;
  while (await refTip(repo, branchRef(`${slug}-${n}`))) n += 1;
  return new PivError(
    FAILURES.invalidInput,
    `name: the branch ${branchName(slug)} is taken; give another name, e.g. ${slug}-${n}`,
  );
}
