import { rm } from 'node:fs/promises';
import { unfiltered } from './filters.js';
import { GitFailure } from './git.js';
import { SNAPSHOT_LIMITS, type SnapshotLimits, tooMuch } from './snapshot-size.js';
import { nestedIn, readChanges } from './worktree-changes.js';
import { dropIndexLock, type Worktree } from './worktree.js';
import { withRights } from './writable.js';

/** What of a file git can't take: the one who wrote it can mend that, and a retry can't. */
export class SnapshotRefused extends Error {}

const REFUSALS = /^(?:error|fatal): (failed to encode .+|open\(.+\): Permission denied|.+: unsupported file type)$/m;

/**
 * The tree of what the worktree holds now, ignored files left out. Not by `git add --all`: that runs `git status` in a
 * repository that it finds inside, with the configuration and the filters of whoever made it. Nothing here opens one.
 */
export async function snapshotTree(worktree: Worktree, limits: SnapshotLimits = SNAPSHOT_LIMITS): Promise<string> {
  await dropIndexLock(worktree);
  const changed = await changedPaths(worktree);
  const much = await tooMuch(worktree.dir, changed, limits);
  if (much) throw new SnapshotRefused(much);
  if (changed.length > 0) {
    const input = changed.map((file) => `${file}\n`).join('');
    const update = ['update-index', '--add', '--remove', '--replace', '--verbose', '--stdin'];
    await unfiltered(worktree.repo, worktree.dir, update, { input }).catch(refuse);
  }
  return (await unfiltered(worktree.repo, worktree.dir, ['write-tree'])).trim();
}

function refuse(error: unknown): never {
  const reason = error instanceof GitFailure && REFUSALS.exec(error.output)?.[1];
  throw reason ? new SnapshotRefused(reason) : error;
}

/**
 * What differs from the index, as git quotes it. A repository that was made inside the worktree loses its git folder:
 * its files are the feature's then, where git would keep no more of them than a commit that nobody else has.
 */
async function changedPaths(worktree: Worktree): Promise<string[]> {
  const removed = new Set<string>();
  for (;;) {
    const changes = await readChanges(worktree);
    const nested = nestedIn(worktree, changes);
    if (nested.length === 0) return changes.filter(({ submodule }) => !submodule).map(({ quoted }) => quoted);
    for (const folder of nested) {
      const name = folder.toString('latin1');
      if (removed.has(name)) throw new Error(`git still sees a repository in the worktree, at ${folder.toString()}`);
      await withRights(worktree.dir, () => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
      removed.add(name);
    }
  }
}
