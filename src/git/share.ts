import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY } from './commit.js';
import { git, GitFailure } from './git.js';
import { branchName, branchRef, hiddenRefs, recordRef, remoteRef, taskRefs } from './names.js';
import { checkedOutAt, isAncestor, moveRef } from './refs.js';
import { fetchRefs, push } from './remote.js';
import { refTip, type Repository } from './repository.js';

/**
 * The branch on the remote that hosts share. It moves there first, then here: what of ours isn't there hasn't happened,
 * so that a host that was taken for dead, and wasn't, can't land anything late.
 */

/**
 * Moves the branch from `tip` to `next`, if it stands at `tip`, on the remote (where there is one) and here. False where
 * it stands elsewhere, save at `next` already.
 */
export async function advance(
  repo: Repository,
  { slug, next, tip, remote }: { slug: string; next: string; tip: string; remote?: string },
): Promise<boolean> {
  const ref = branchRef(slug);
  if (remote) {
    const now = await refTip(repo, ref);
    if (now !== tip && now !== next) return false;
    if (!(await push(repo, remote, { refspecs: [`${next}:${ref}`], leases: { [ref]: tip } }))) return false;
  }
  return moveRef(repo, ref, next, tip);
}

/** Makes the branch stand at the same commit here and on the remote; where only a person can bring them together, says so. */
export async function syncBranch(repo: Repository, slug: string, remote: string): Promise<void> {
  await fetchBranch(repo, slug, remote);
  const there = (await refTip(repo, remoteRef(slug)))!;
  const here = await refTip(repo, branchRef(slug));
  if (here === there) return;
  if (!here || (await isOurs(repo, slug, `${there}..${here}`))) return follow(repo, slug, remote, there, here);
  const leases = { [branchRef(slug)]: there };
  const pushed =
    (await isAncestor(repo, there, here)) &&
    (await push(repo, remote, { refspecs: [`${here}:${branchRef(slug)}`], leases }));
  if (pushed) return;
  throw new PivError(
    FAILURES.branchRewritten,
    `${branchName(slug)} has gone two ways: ${here.slice(0, 12)} at ${repo.root}, ${there.slice(0, 12)} on the remote. ` +
      'Merge one into the other and push, then: retry',
  );
}

async function fetchBranch(repo: Repository, slug: string, url: string): Promise<void> {
  try {
    await fetchRefs(repo, url, [`+${branchRef(slug)}:${remoteRef(slug)}`]);
  } catch (error) {
    if (!(error instanceof GitFailure) || !error.output.includes("couldn't find remote ref")) throw error;
    const tip = await refTip(repo, branchRef(slug));
    throw new PivError(
      FAILURES.branchRewritten,
      `${branchName(slug)} is gone from ${url}. Put it back (git push ${url} ${tip ?? branchName(slug)}:${branchRef(slug)}), then: retry`,
    );
  }
}

/** Nobody but us made these commits. */
async function isOurs(repo: Repository, slug: string, range: string): Promise<boolean> {
  const format = '--format=%ce %(trailers:key=PIV-Feature,valueonly,separator=%x2C)';
  const made = (await git(repo, ['log', format, range, '--'])).split('\n').filter(Boolean);
  return made.every((by) => by === `${PIV_IDENTITY.email} ${slug}`);
}

async function follow(repo: Repository, slug: string, remote: string, there: string, here?: string): Promise<void> {
  const checkedOut = await checkedOutAt(repo, branchRef(slug));
  if (checkedOut) {
    throw new PivError(
      FAILURES.branchRewritten,
      `${branchName(slug)} is checked out at ${checkedOut} and behind ${remote}. Pull there or check out another branch, then: retry`,
    );
  }
  await moveRef(repo, branchRef(slug), there, here);
}

/** Fetches all that the remote has of the feature. What a dead host had here of it gives way. */
export async function fetchFeature(repo: Repository, slug: string, url: string): Promise<void> {
  await fetchRefs(repo, url, [`+${hiddenRefs(slug)}*:${hiddenRefs(slug)}*`]);
  await syncBranch(repo, slug, url);
}

/** Puts the record on the remote, and takes off what is gone here: of one task, or all of the feature. */
export async function shareRecord(repo: Repository, slug: string, url: string, task?: string): Promise<void> {
  const below = task ? taskRefs(slug, task) : hiddenRefs(slug);
  const record = (await refTip(repo, recordRef(slug))) && task ? [`+${recordRef(slug)}:${recordRef(slug)}`] : [];
  await push(repo, url, { refspecs: [...record, `+${below}*:${below}*`], prune: true });
}
