import path from 'node:path';
import { gitOr } from './git.js';
import { recordRef, startRef } from './names.js';
import { refsUnder } from './refs.js';
import type { Repository } from './repository.js';

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

/** The workflow run that the feature's branch was made for, where that is still written down. */
export const runThatStarted = (repo: Repository, slug: string) => runOf(repo, startRef(slug));

/** The run that a start names, as a commit or ref. */
export async function runOf(repo: Repository, start: string): Promise<string | undefined> {
  const format = '--format=%(trailers:key=Run,valueonly)';
  return (await gitOr(repo, ['log', '-1', format, start])) || undefined;
}
