import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isCache } from '../../../src/activities/caches.js';
import { endLease, LEASE } from '../../../src/git/lease.js';
import { lostWorktrees } from '../../../src/git/leavings.js';
import { emptyBranch, passingRefs, runThatStarted, slugOfWorktree } from '../../../src/git/leftovers.js';
import { deadProcess, dropStale, holderOf } from '../../../src/git/lock.js';
import { branchRef } from '../../../src/git/names.js';
import { staleRefLocks } from '../../../src/git/ref-locks.js';
import { deleteRef } from '../../../src/git/refs.js';
import type { Repository } from '../../../src/git/repository.js';
import { removeWorktree } from '../../../src/git/worktree.js';
import { ifThere } from '../../../src/if-there.js';
import { endOrphans } from '../../../src/processes.js';
import type { Found, Leftover } from './leftovers.js';
import { foldersIn, repositoryOf, worktreeFolders } from './repositories.js';
import type { Standings } from './standings.js';

const ENDED = 'its feature has ended';
const UNKNOWN = 'Temporal knows no such feature';

/**
 * Worktrees of features that have ended, and below this PIV_HOME also of features that Temporal doesn't know: a worktree
 * can always be made again. One whose folder is there below another PIV_HOME is that host's to remove.
 */
export async function deadWorktrees(home: string, within: Repository[], standings: Standings): Promise<Leftover[]> {
  const dirs = new Map<string, Repository | undefined>();
  for (const repo of within) for (const dir of await lostWorktrees(repo)) dirs.set(dir, repo);
  for (const dir of await worktreeFolders(home)) dirs.set(dir, await repositoryOf(dir));
  const found: Leftover[] = [];
  for (const [dir, repo] of dirs) {
    const standing = await standings(slugOfWorktree(dir));
    const isHere = dir.startsWith(path.join(home, 'worktrees') + path.sep);
    const why = standing === 'ended' ? ENDED : standing === 'unknown' && isHere ? UNKNOWN : undefined;
    const kind = isCache(dir) ? 'cache' : 'worktree';
    if (why && !isLeased(dir)) found.push({ kind, what: dir, why, remove: () => removeAll(dir, repo) });
  }
  return found;
}

/** By a living process, or by one of another host, of which nothing is known. */
function isLeased(dir: string): boolean {
  const holder = holderOf(dir + LEASE);
  return holder !== undefined && deadProcess(holder) === undefined;
}

/** Also where its repository is gone. */
async function removeAll(dir: string, repo: Repository | undefined): Promise<void> {
  await endLease(dir);
  await (repo ? removeWorktree(repo, dir) : rm(dir, { recursive: true, force: true }));
}

/** Whether a run of a feature was refused at its start. */
type Refused = (slug: string, run: string) => Promise<boolean>;

/** Refs of features that have ended. Those of an unknown one may hold work of a feature of another Temporal server. */
export async function deadRefs(
  within: Repository[],
  standings: Standings,
  refused: Refused,
): Promise<Pick<Found, 'leftovers' | 'unknown'>> {
  const found: Pick<Found, 'leftovers' | 'unknown'> = { leftovers: [], unknown: [] };
  for (const repo of within) {
    for (const [slug, refs] of await passingRefs(repo)) {
      const run = await runThatStarted(repo, slug);
      const standing = await standings(slug, run);
      if (standing === 'unknown') found.unknown.push(slug);
      if (standing !== 'ended') continue;
      const why = `${ENDED}; in ${repo.gitDir}`;
      if (run && (await refused(slug, run))) found.leftovers.push(...(await refusedBranch(repo, slug, refs)));
      for (const ref of refs) found.leftovers.push({ kind: 'ref', what: ref, why, remove: () => deleteRef(repo, ref) });
    }
  }
  return found;
}

/** Of a feature that an earlier build refused only after it had made it. */
async function refusedBranch(repo: Repository, slug: string, refs: string[]): Promise<Leftover[]> {
  const tip = await emptyBranch(repo, slug, refs);
  const ref = branchRef(slug);
  const why = `its feature was refused, and nothing is on it; in ${repo.gitDir}`;
  return tip ? [{ kind: 'ref', what: ref, why, remove: () => deleteRef(repo, ref, tip) }] : [];
}

/** Our own locks of processes that are dead, and git's locks of our refs that are too old for a living git. */
export async function deadLocks(home: string, within: Repository[]): Promise<Leftover[]> {
  const folders = [...within.map(({ gitDir }) => gitDir), ...(await foldersIn(path.join(home, 'worktrees')))];
  const ours = (await Promise.all(folders.map(linksIn))).flat().flatMap(ownLock);
  const gits = (await Promise.all(within.map(staleRefLocks))).flat().map((file): Leftover => {
    const remove = () => rm(file, { force: true });
    return { kind: 'lock', what: file, why: 'the git that made it was killed', remove };
  });
  return [...ours, ...gits];
}

/** Locks and leases, and the claims on stale ones that begin with the same name. */
const OURS = /^piv-worktrees\.lock|\.lease/;

async function linksIn(folder: string): Promise<string[]> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  const links = entries.filter((entry) => entry.isSymbolicLink() && OURS.test(entry.name));
  return links.map(({ name }) => path.join(folder, name));
}

function ownLock(file: string): Leftover[] {
  const holder = holderOf(file);
  const worker = holder && deadProcess(holder);
  if (!worker) return [];
  const remove = async () => {
    await endOrphans(worker);
    dropStale(file);
  };
  return [{ kind: 'lock', what: file, why: `process ${Number.parseInt(worker, 10)} is dead`, remove }];
}
