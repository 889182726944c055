import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY, writeCommit } from './commit.js';
import { git } from './git.js';
import { refuseNames } from './in-the-way.js';
import { branchName, branchRef, recordRef, startRef } from './names.js';
import { makeRefs, refsUnder, setRef } from './refs.js';
import { fetchRefs, push, remoteRefs } from './remote.js';
import { refTip, treeOf, type Repository } from './repository.js';
import { syncBranch } from './share.js';

/** Where the branch of this run began, once it has been made: the start ref, or `start`, says whose it is. */
export async function startOf(
  repo: Repository,
  slug: string,
  run: string,
  start = startRef(slug),
): Promise<string | undefined> {
  const commit = await refTip(repo, start);
  if (!commit) return undefined;
  const [base, message = ''] = (await git(repo, ['log', '-1', '--format=%P%x00%B', commit, '--'])).split('\0');
  return message.split('\n').includes(`Run: ${run}`) ? base : undefined;
}

/** Takes along what another host has begun for this run. */
export async function fetchStart(repo: Repository, slug: string, run: string, remote: string): Promise<void> {
  const start = (await remoteRefs(repo, remote, startRef(slug))).get(startRef(slug));
  if (!start || (await refTip(repo, startRef(slug))) === start) return;
  await fetchRefs(repo, remote, [startRef(slug)]);
  if ((await startOf(repo, slug, run, start)) === undefined) return;
  await setRef(repo, startRef(slug), start);
  await syncBranch(repo, slug, remote);
}

export interface Beginning {
  slug: string;
  base: string;
  /** The workflow run, whose branch it will be. */
  run: string;
  /** ISO 8601, from workflow time. */
  date: string;
  /** The URL of the remote that hosts share. */
  remote?: string;
}

/**
 * Makes the feature's branch at `base`, once for a run, on the shared remote and here. What can't be is refused before
 * anything is made; a branch that another run left, with a free name.
 */
export async function makeBranch(repo: Repository, beginning: Beginning): Promise<void> {
  const { slug, base, run, remote } = beginning;
  const shared = remote ? await sharedRefs(repo, slug, remote) : new Map<string, string>();
  await refuseNames(repo, slug, remote ? { url: remote, refs: [...shared.keys()] } : undefined);
  const [begun, branch] = [await refTip(repo, startRef(slug)), await refTip(repo, branchRef(slug))];
  const mine = (await startOf(repo, slug, run)) !== undefined;
  const claim = shared.get(startRef(slug));
  const others = (begun ?? branch) !== undefined && !mine;
  if (others || (claim ? claim !== begun : shared.has(branchRef(slug)))) throw await taken(repo, slug, shared);
  const start = begun ?? (await writeStart(repo, beginning));
  const create = { ...(begun ? {} : { [startRef(slug)]: start }), ...(branch ? {} : { [branchRef(slug)]: base }) };
  // The record is of an earlier feature of that name.
  const refs = { create, remove: begun ? [] : await refsUnder(repo, recordRef(slug)) };
  const made =
    (await makeRefs(repo, { ...refs, only: 'try' })) &&
    (!remote || claim || (await claimOn(repo, remote, { slug, base, start }))) &&
    (await makeRefs(repo, refs));
  if (!made) throw await taken(repo, slug, shared);
}

const sharedRefs = (repo: Repository, slug: string, remote: string) =>
  remoteRefs(repo, remote, 'refs/heads/piv', `${branchRef(slug)}*`, 'refs/piv', `refs/piv/${slug}`, startRef(slug));

async function writeStart(repo: Repository, { slug, base, run, date }: Beginning): Promise<string> {
  const parts = { tree: await treeOf(repo, base), parents: [base], author: PIV_IDENTITY, date };
  return writeCommit(repo, { ...parts, message: `Start of ${slug}\n\nRun: ${run}\n` });
}

/** False where somebody else was there first. */
function claimOn(
  repo: Repository,
  remote: string,
  { slug, base, start }: { slug: string; base: string; start: string },
) {
  const refspecs = [`${start}:${startRef(slug)}`, `${base}:${branchRef(slug)}`];
  return push(repo, remote, { refspecs, leases: { [startRef(slug)]: undefined, [branchRef(slug)]: undefined } });
}

async function taken(repo: Repository, slug: string, shared: Map<string, string>): Promise<PivError> {
  let n = 2;
  while (shared.has(branchRef(`${slug}-${n}`)) || (await refTip(repo, branchRef(`${slug}-${n}`)))) n += 1;
  return new PivError(
    FAILURES.invalidInput,
    `name: the branch ${branchName(slug)} is taken; give another name, e.g. ${slug}-${n}`,
  );
}
