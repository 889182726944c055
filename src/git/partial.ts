import { git, gitOr } from './git.js';
import { fetchObjects } from './remote.js';
import type { Repository } from './repository.js';

/**
 * A partial clone has not all that its commits name, and git fetches that when it comes upon it: in the middle of a step,
 * without the user's access. So what a step may come upon is fetched first, with it.
 */

/** The remote that has what this clone lacks; undefined of a whole one. */
export async function promisorOf(gitDir: string): Promise<string | undefined> {
  const args = ['config', '--type=bool', '--get-regexp', '^remote\\..*\\.promisor$'];
  return /^remote\.(.+)\.promisor true$/m.exec((await gitOr(gitDir, args)) ?? '')?.[1];
}

/** Commits whose trees are known to be whole, by repository. */
const whole = new Map<string, Set<string>>();

/** Fetches what a partial clone lacks of a commit's tree. */
export async function completeTree(repo: Repository, commit: string): Promise<void> {
  if (!repo.promisor) return;
  const known = whole.get(repo.gitDir) ?? new Set();
  whole.set(repo.gitDir, known);
  while (!known.has(commit)) {
    const lacking = await lackingOf(repo, commit);
    if (lacking.length > 0) await fetchObjects(repo, repo.promisor, lacking);
    // Of trees that came just now, what is in them may be lacking still.
    else known.add(commit);
  }
}

async function lackingOf({ gitDir }: Repository, commit: string): Promise<string[]> {
  const listed = await git(gitDir, ['rev-list', '--objects', '--missing=print', '--no-walk', commit]);
  return [...listed.matchAll(/^\?(\w+)/gm)].map(([, oid]) => oid!);
}
