import { FAILURES, PivError } from '../errors.js';
import { commitMessage, PIV_IDENTITY, writeCommit } from './commit.js';
import { branchRef } from './names.js';
import { checkedOutAt, isAncestor } from './refs.js';
import { refTip, treeOf, type Repository } from './repository.js';
import { advance } from './share.js';

/** Puts the empty WIP commit on the branch; undefined (and nothing done) while the branch is checked out somewhere. */
export async function markPause(
  repo: Repository,
  pause: { slug: string; tip: string; body: string; date: string; step: string; remote?: string },
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
  return (await advance(repo, { ...pause, next: commit })) ? commit : undefined;
}

/** Takes the WIP commit back off. Where a person has committed on top, or the remote keeps what it has, it stays: true. */
export async function unmarkPause(repo: Repository, slug: string, commit: string, remote?: string): Promise<boolean> {
  const parent = await refTip(repo, `${commit}^`);
  const tip = await refTip(repo, branchRef(slug));
  const back = { slug, next: parent ?? '', tip: commit, ...(remote ? { remote } : {}) };
  if (parent && tip === commit && (await takeOff(repo, back))) return false;
  const now = await refTip(repo, branchRef(slug));
  return now !== undefined && (await isAncestor(repo, commit, now));
}

async function takeOff(repo: Repository, back: Parameters<typeof advance>[1]): Promise<boolean> {
  try {
    return await advance(repo, back);
  } catch (error) {
    if (error instanceof PivError && error.type === FAILURES.remoteRefused) return false;
    throw error;
  }
}
