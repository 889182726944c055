import { git, gitOr } from './git.js';
import { pastLocks } from './ref-locks.js';
import type { Repository } from './repository.js';
import { refTip } from './repository.js';

const ZERO = '0'.repeat(40);

/**
 * Moves a ref from `old` (undefined: it must not exist) to `next`, atomically. False where it stands elsewhere, save at
 * `next` already: a retry finds its own work done. A ref that can't be moved though it stands at `old` is an error.
 */
export async function moveRef(repo: Repository, ref: string, next: string, old?: string): Promise<boolean> {
  try {
    await pastLocks(repo, () => git(repo, ['update-ref', ref, next, old ?? ZERO]));
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

export async function deleteRef(repo: Repository, ref: string): Promise<void> {
  await pastLocks(repo, () => git(repo, ['update-ref', '-d', ref]));
}

export async function refsUnder(repo: Repository, prefix: string): Promise<string[]> {
  const out = await git(repo, ['for-each-ref', '--format=%(refname)', prefix]);
  return out.split('\n').filter(Boolean);
}

/** The worktree that has this branch checked out, or undefined. */
export async function checkedOutAt(repo: Repository, ref: string): Promise<string | undefined> {
  const out = await git(repo, ['worktree', 'list', '--porcelain']);
  const block = out.split('\n\n').find((lines) => lines.split('\n').includes(`branch ${ref}`));
  return block?.split('\n')[0]?.replace(/^worktree /, '');
}

export async function isAncestor(repo: Repository, ancestor: string, commit: string): Promise<boolean> {
  return (await gitOr(repo, ['rev-list', '--count', ancestor, `^${commit}`])) === '0';
}
