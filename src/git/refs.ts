import { git } from './git.js';
import { pastLocks } from './ref-locks.js';
import type { Repository } from './repository.js';
import { hasObject, refTip } from './repository.js';

/**
 * Moves a ref from `old` (undefined: it must not exist) to `next`, atomically. False where it stands elsewhere, save at
 * `next` already: a retry finds its own work done. A ref that can't be moved though it stands at `old` is an error.
 */
export async function moveRef(repo: Repository, ref: string, next: string, old?: string): Promise<boolean> {
  try {
    await pastLocks(repo, () => git(repo, ['update-ref', ref, next, old ?? '']));
    return true;
  } catch (error) {
    const tip = await refTip(repo, ref);
    if (tip === next) return true;
    if (tip !== old) return false;
    throw error;
  }
}

/** Sets a ref that has one writer only, whatever it held. By --stdin, as that has output: see `git`. */
export async function setRef(repo: Repository, ref: string, next: string): Promise<void> {
  const input = `start\nupdate ${ref} ${next}\nprepare\ncommit\n`;
  await pastLocks(repo, () => git(repo, ['update-ref', '--stdin'], { input }));
}

/**
 * Makes refs that must not exist, and removes others: all or none. False where one of them stands elsewhere. With `only`
 * nothing is done but to see whether it could be.
 */
export async function makeRefs(
  repo: Repository,
  { create, remove = [], only }: { create: Record<string, string>; remove?: string[]; only?: 'try' },
): Promise<boolean> {
  const lines = [
    'start',
    ...remove.map((ref) => `delete ${ref}`),
    ...Object.entries(create).map(([ref, oid]) => `create ${ref} ${oid}`),
    'prepare',
    only === 'try' ? 'abort' : 'commit',
  ];
  try {
    await pastLocks(repo, () => git(repo, ['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` }));
    return true;
  } catch (error) {
    const there = await Promise.all(
      Object.entries(create).map(async ([ref, oid]) => [await refTip(repo, ref), oid] as const),
    );
    if (there.every(([tip, oid]) => tip === oid)) return true;
    if (there.some(([tip]) => tip !== undefined)) return false;
    throw error;
  }
}

/** With `old` only where it stands there. */
export async function deleteRef(repo: Repository, ref: string, old?: string): Promise<void> {
  await pastLocks(repo, () => git(repo, ['update-ref', '-d', ref, ...(old ? [old] : [])]));
}

export async function refsUnder(repo: Repository, ...prefixes: string[]): Promise<string[]> {
  const out = await git(repo, ['for-each-ref', '--format=%(refname)', ...prefixes]);
  return out.split('\n').filter(Boolean);
}

/** The worktree that has this branch checked out, or undefined. */
export async function checkedOutAt(repo: Repository, ref: string): Promise<string | undefined> {
  const out = await git(repo, ['worktree', 'list', '--porcelain']);
  const block = out.split('\n\n').find((lines) => lines.split('\n').includes(`branch ${ref}`));
  return block?.split('\n')[0]?.replace(/^worktree /, '');
}

/** A commit that isn't here is nobody's ancestor. */
export async function isAncestor(repo: Repository, ancestor: string, commit: string): Promise<boolean> {
  try {
    return (await git(repo, ['rev-list', '--count', ancestor, `^${commit}`])).trim() === '0';
  } catch (error) {
    if (await hasObject(repo, 'commit', ancestor)) throw error;
    return false;
  }
}
