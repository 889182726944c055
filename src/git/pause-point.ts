import { commitMessage, PIV_IDENTITY, writeCommit } from './commit.js';
import { branchRef } from './names.js';
import { checkedOutAt, isAncestor, moveRef } from './refs.js';
import { refTip, treeOf, type Repository } from './repository.js';

/** Puts the empty WIP commit on the branch; undefined (and nothing done) while the branch is checked out somewhere. */
export async function markPause(
  repo: Repository,
  pause: { slug: string; tip: string; body: string; date: string; step: string },
): Promise<string | undefined> {
  if (await checkedOutAt(repo, branchRef(pause.slug))) return undefined;
  const message = commitMessage({
    subject: `WIP: Pause point for ${pause.slug}`,
    body: pause.body,
    trailers: { 'PIV-Feature': pause.slug, 'PIV-Step': pause.step },
  });
  const tree = await treeOf(repo, pause.tip);
  const commit = await writeCommit(repo, {
    tree,
    parents: [pause.tip],
    message,
    author: PIV_IDENTITY,
    date: pause.date,
  });
  return (await moveRef(repo, branchRef(pause.slug), commit, pause.tip)) ? commit : undefined;
}

/** Takes the WIP commit back off. Where a person has committed on top of it, both stay: true. */
export async function unmarkPause(repo: Repository, slug: string, commit: string): Promise<boolean> {
  const parent = await refTip(repo, `${commit}^`);
  const tip = await refTip(repo, branchRef(slug));
  if (parent && tip === commit && (await moveRef(repo, branchRef(slug), parent, commit))) return false;
  const now = await refTip(repo, branchRef(slug));
  return now !== undefined && (await isAncestor(repo, commit, now));
}
