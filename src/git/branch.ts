import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY, writeCommit } from './commit.js';
import { gitOr } from './git.js';
import { branchName, branchRef, recordRef, startRef } from './names.js';
import { deleteRef, moveRef } from './refs.js';
import { refTip, treeOf, type Repository } from './repository.js';

/** Where the branch of this run began, once it has been made: the start ref says whose it is. */
export async function startOf(repo: Repository, slug: string, run: string): Promise<string | undefined> {
  const format = '--format=%P%x00%B';
  const shown = await gitOr(repo.gitDir, ['log', '-1', format, startRef(slug), '--']);
  const [base, message = ''] = shown?.split('\0') ?? [];
  return message.split('\n').includes(`Run: ${run}`) ? base : undefined;
}

/** Makes the feature's branch at `base`, once for a run. A branch that another run left is refused with a free name. */
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
  const mine = (await startOf(repo, slug, run)) !== undefined;
  const there = (await refTip(repo, branchRef(slug))) !== undefined;
  if (mine && there) return;
  if (there) throw await taken(repo, slug);
  if (!mine) {
    const parts = { tree: await treeOf(repo, base), parents: [base], author: PIV_IDENTITY, date };
    const start = await writeCommit(repo, { ...parts, message: `Start of ${slug}\n\nRun: ${run}\n` });
    if (!(await moveRef(repo, startRef(slug), start))) throw await taken(repo, slug);
    await deleteRef(repo, recordRef(slug));
  }
  if (!(await moveRef(repo, branchRef(slug), base))) throw await taken(repo, slug);
}

async function taken(repo: Repository, slug: string): Promise<PivError> {
  let n = 2;
  while (await refTip(repo, branchRef(`${slug}-${n}`))) n += 1;
  return new PivError(
    FAILURES.invalidInput,
    `name: the branch ${branchName(slug)} is taken; give another name, e.g. ${slug}-${n}`,
  );
}
