import path from 'node:path';
import { git } from './git.js';
import { branchRef, recordRef, startRef } from './names.js';
import { checkedOutAt, refsUnder } from './refs.js';
import { refTip, type Repository } from './repository.js';

/** What PIV-Swarm has in a repository, of whichever host and feature: for who tidies up after a host that is gone. */

/** The feature whose worktree this folder is. */
export const slugOfWorktree = (dir: string) => path.basename(dir).split('.')[0] ?? '';

/** By feature: its refs that have to be gone when it has ended. */
export async function passingRefs(repo: Repository): Promise<Map<string, string[]>> {
  const bySlug = new Map<string, string[]>();
  for (const ref of await refsUnder(repo, 'refs/piv/')) {
    const [, , slug = ''] = ref.split('/');
    if (ref !== recordRef(slug)) bySlug.set(slug, [...(bySlug.get(slug) ?? []), ref]);
  }
  return bySlug;
}

/**
 * Where the branch of a feature stands that has ended before anything was done for it, not even on another ref: at what it
 * began from, so that removing it loses nothing. Undefined for any other.
 */
export async function emptyBranch(repo: Repository, slug: string, refs: string[]): Promise<string | undefined> {
  if (refs.some((ref) => ref !== startRef(slug)) || (await checkedOutAt(repo, branchRef(slug)))) return undefined;
  const tip = await refTip(repo, branchRef(slug));
  const began = tip && (await refTip(repo, `${startRef(slug)}^`));
  return tip === began ? tip : undefined;
}

/** The workflow run that the feature's branch was made for, where that is still written down. */
export const runThatStarted = (repo: Repository, slug: string) => runOf(repo, startRef(slug));

/** The run that a start names, as a commit or ref. */
export async function runOf(repo: Repository, start: string): Promise<string | undefined> {
  const format = '--format=%(trailers:key=Run,valueonly)';
  const commit = await refTip(repo, start);
  return commit && ((await git(repo, ['log', '-1', format, commit, '--'])).trim() || undefined);
}
