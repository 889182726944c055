import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { isUrl } from '../repository-url.js';
import { git, GitFailure, gitOr, type GitOptions } from './git.js';
import { reasonIn } from './words.js';
import type { Repository } from './repository.js';

/** What is said to a remote. It is named by its URL as the feature found it, never by a name that may change. */

/** The URL of the checkout's `origin`, or undefined. */
export async function originOf(repo: Repository): Promise<string | undefined> {
  const url = await gitOr(repo, ['config', '--get', 'remote.origin.url']);
  return url && !isUrl(url) ? path.resolve(repo.root, url) : url;
}

/** The refs of the remote that match, with their commits. */
export async function remoteRefs(repo: Repository, url: string, ...patterns: string[]): Promise<Map<string, string>> {
  const out = await say(repo, url, ['ls-remote', '--refs', '--', url, ...patterns]);
  const lines = out.split('\n').filter(Boolean);
  return new Map(lines.map((line) => line.split('\t')).map(([oid = '', ref = '']) => [ref, oid]));
}

const FETCH = ['--no-tags', '--no-prune', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance'];

export async function fetchRefs(repo: Repository, url: string, refspecs: string[]): Promise<void> {
  await say(repo, url, ['fetch', ...FETCH, '--progress', '--', url, ...refspecs]);
}

/** Objects by their ids, from a remote that this clone is a part of. */
export async function fetchObjects(repo: Repository, remote: string, ids: string[]): Promise<void> {
  const args = ['fetch', ...FETCH, '--filter=blob:none', '--progress', '--stdin', remote];
  const options = { config: ['fetch.negotiationAlgorithm=noop'], input: `${ids.join('\n')}\n` };
  await say(repo, remote, args, options);
}

const PUSH = ['--no-follow-tags', '--no-signed', '--recurse-submodules=no'];

export interface Push {
  refspecs: string[];
  /** What refs have to hold, as the remote had them; undefined: they must not exist. All refs move, or none. */
  leases?: Record<string, string | undefined>;
  /** Refs of the remote that match a pattern here and are gone here are removed there. */
  prune?: boolean;
}

/** False where a lease doesn't hold: somebody else was there. A ref that stands where it should is pushed. */
export async function push(
  repo: Repository,
  url: string,
  { refspecs, leases = {}, prune = false }: Push,
): Promise<boolean> {
  const held = Object.entries(leases).map(([ref, oid]) => `--force-with-lease=${ref}:${oid ?? ''}`);
  const flags = [...(held.length > 0 ? ['--atomic', ...held] : []), ...(prune ? ['--prune'] : [])];
  try {
    await say(repo, url, ['push', '--porcelain', ...PUSH, ...flags, '--progress', '--', url, ...refspecs]);
    return true;
  } catch (error) {
    if (error instanceof GitFailure && /^!\t.*\[rejected\] \((stale info|fetch first)\)/m.test(error.output))
      return false;
    throw error;
  }
}

const REFUSALS =
  /remote rejected|Authentication failed|Permission denied|could not read (Username|Password)|terminal prompts disabled|Access denied|HTTP 40\d|returned error: 40\d|[Rr]epository .*not found|does not appear to be a git repository|Host key verification failed/;
/** Of two that push at once one finds the ref locked. */
const PASSING = /cannot lock ref|failed to update ref/;

/** What a person has to mend is an error of its own; anything else may be tried again. */
async function say(repo: Repository, url: string, args: string[], options: GitOptions = {}): Promise<string> {
  try {
    return await git(repo, args, { ...options, remote: true });
  } catch (error) {
    if (!(error instanceof GitFailure) || !REFUSALS.test(error.output) || PASSING.test(error.output)) throw error;
    throw new PivError(
      FAILURES.remoteRefused,
      `${url} refuses to ${args[0]}: ${reasonIn(error.output)}. If it has moved, tell git where to: ` +
        `git config --global url.NEW.insteadOf ${url}. Give the user of this host's worker access, then: retry`,
    );
  }
}
