import { FAILURES, PivError } from '../errors.js';
import { PIV_IDENTITY, writeCommit } from './commit.js';
import { gitOr } from './git.js';
import { branchName, branchRef, recordRef, startRef } from './names.js';
import { deleteRef, moveRef, setRef } from './refs.js';
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
  const format = '--format=%P%x00%B';
  const shown = await gitOr(repo, ['log', '-1', format, start, '--']);
  const [base, message = ''] = shown?.split('\0') ?? [];
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
 * Makes the feature's branch at `base`, once for a run, here and on the shared remote. A branch that another run left is
 * refused with a free name.
 */
export async function makeBranch(repo: Repository, beginning: Beginning): Promise<void> {
  const { slug, remote } = beginning;
  if (await refTip(repo, 'refs/heads/piv')) {
    throw new PivError(
      FAILURES.invalidInput,
      'repo: a branch called "piv" stands where the branches piv/<name> go; rename it: git branch -m piv piv-old',
    );
  }
  if (!remote) return makeHere(repo, beginning, new Map());
  const shared = await remoteRefs(repo, remote, startRef(slug), `${branchRef(slug)}*`);
  const claim = shared.get(startRef(slug));
  const others = claim ? claim !== (await refTip(repo, startRef(slug))) : shared.has(branchRef(slug));
  if (others) throw await taken(repo, slug, shared);
  await makeHere(repo, beginning, shared);
  if (claim) return;
  const start = await refTip(repo, startRef(slug));
  const refspecs = [`${start}:${startRef(slug)}`, `${beginning.base}:${branchRef(slug)}`];
  const leases = { [startRef(slug)]: undefined, [branchRef(slug)]: undefined };
  if (!(await push(repo, remote, { refspecs, leases }))) throw await taken(repo, slug, shared);
}

/** `shared`: what the remote has. */
async function makeHere(
  repo: Repository,
  { slug, base, run, date }: Beginning,
  shared: Map<string, string>,
): Promise<void> {
  const mine = (await startOf(repo, slug, run)) !== undefined;
  const there = (await refTip(repo, branchRef(slug))) !== undefined;
  if (mine && there) return;
  if (there) throw await taken(repo, slug, shared);
  if (!mine) {
    const parts = { tree: await treeOf(repo, base), parents: [base], author: PIV_IDENTITY, date };
    const start = await writeCommit(repo, { ...parts, message: `Start of ${slug}\n\nRun: ${run}\n` });
    if (!(await moveRef(repo, startRef(slug), start))) throw await taken(repo, slug, shared);
    await deleteRef(repo, recordRef(slug));
  }
  if (!(await moveRef(repo, branchRef(slug), base))) throw await taken(repo, slug, shared);
}

async function taken(repo: Repository, slug: string, shared: Map<string, string>): Promise<PivError> {
  let n = 2;
  while (shared.has(branchRef(`${slug}-${n}`)) || (await refTip(repo, branchRef(`${slug}-${n}`)))) n += 1;
  return new PivError(
    FAILURES.invalidInput,
    `name: the branch ${branchName(slug)} is taken; give another name, e.g. ${slug}-${n}`,
  );
}
