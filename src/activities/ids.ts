import { log } from '@temporalio/activity';
import { FAILURES, PivError } from '../errors.js';
import { keepText, keptText } from '../git/kept.js';
import { push } from '../git/remote.js';
import type { Repository } from '../git/repository.js';
import { shortList } from '../lists.js';
import type { Ids } from '../types.js';
import type { Place } from './dependencies.js';

/** Bytes of a list of ids, as JSON, that may stand in history as it is. */
const FEW = 16 * 1024;
const SOME = 20;

/** Bytes of the reason of a verdict, which the agent gets and history keeps. */
export const MAX_REASON = 8 * 1024;

/** Ids as a payload holds them. Many are kept in git: `ref` holds them there, and on the shared remote. */
export async function keepIds(repo: Repository, { remote }: Place, ref: string, ids: string[]): Promise<Ids> {
  const text = JSON.stringify(ids);
  if (Buffer.byteLength(text) <= FEW) return ids;
  const blob = await keepText(repo, ref, text);
  if (remote) {
    const shared = push(repo, remote, { refspecs: [`+${ref}:${ref}`] });
    await shared.catch((error: unknown) => log.warn(`${ref} could not be pushed to ${remote}`, { error }));
  }
  return { count: ids.length, some: shortList(ids.slice(0, SOME)), blob };
}

export async function readIds(repo: Repository, ids: Ids): Promise<string[]> {
  if (Array.isArray(ids)) return ids;
  const text = await keptText(repo, ids.blob);
  if (text !== undefined) return JSON.parse(text) as string[];
  throw new PivError(
    FAILURES.branchRewritten,
    `the names of ${ids.count} tests are gone from ${repo.root} (object ${ids.blob}). ` +
      "Fetch the feature's hidden refs from where it began (git fetch <repository> '+refs/piv/*:refs/piv/*'), then: retry",
  );
}
