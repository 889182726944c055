import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { ifThere } from '../if-there.js';
import { gitOr } from './git.js';
import { branchName, branchRef, startRef } from './names.js';
import { refsUnder } from './refs.js';
import type { Repository } from './repository.js';

/** Git keeps refs as files: of `a` and `a/b` there can be one only, and of `a` and `A` on many a file system. */

/** Refuses a feature some of whose refs could not be made here, or on the remote that has `shared`. */
export async function refuseNames(
  repo: Repository,
  slug: string,
  remote?: { url: string; refs: string[] },
): Promise<void> {
  const here = inTheWay(await refsUnder(repo, 'refs/heads', 'refs/piv'), slug, await ignoresCase(repo));
  if (here) throw refuse(slug, here, '', remedyHere(here, slug));
  const there = remote && inTheWay(remote.refs, slug, false);
  if (there) throw refuse(slug, there, ` on ${remote.url}`, 'rename it there');
}

/** The first of `refs` beside which those of the feature can't stand. */
export function inTheWay(refs: string[], slug: string, ignoreCase: boolean): string | undefined {
  const ours = [branchRef(slug), startRef(slug)];
  return refs.find((ref) =>
    ours.some((own) => isAbove(ref, own) || isAbove(own, ref) || (ignoreCase && folds(ref, own))),
  );
}

const isAbove = (ref: string, other: string) => other.startsWith(`${ref}/`);

/** Whether one of our folders, or our ref itself, has another spelling in `ref`. */
function folds(ref: string, own: string): boolean {
  const [parts, ours] = [ref, own].map((name) => name.split('/'));
  const at = ours!.findIndex((part, index) => part !== parts![index]);
  return at >= 0 && parts![at]?.toLowerCase() === ours![at];
}

/** As git has found it when the repository was made, or as it is now. */
async function ignoresCase({ gitDir }: Repository): Promise<boolean> {
  const set = await gitOr(gitDir, ['config', '--local', '--type=bool', '--get', 'core.ignoreCase']);
  return set === 'true' || (await ifThere(stat(path.join(gitDir, 'head')))) !== undefined;
}

function remedyHere(ref: string, slug: string): string {
  const branch = /^refs\/heads\/(.+)/.exec(ref)?.[1];
  if (!branch) return `remove it: git update-ref -d ${ref}`;
  return `rename it: git branch -m ${branch} ${branch.toLowerCase() === 'piv' ? 'piv-old' : `${slug}-old`}`;
}

function refuse(slug: string, ref: string, where: string, remedy: string): PivError {
  const name = ref.replace(/^refs\/heads\//, '');
  const what = name === ref ? `the ref ${ref}` : `a branch called "${name}"`;
  const text = `repo: ${what}${where} stands where the branch ${branchName(slug)} goes; ${remedy}`;
  return new PivError(FAILURES.invalidInput, text);
}
