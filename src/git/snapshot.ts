import { rm } from 'node:fs/promises';
import { git, GitFailure } from './git.js';
import { SNAPSHOT_LIMITS, type SnapshotLimits, tooMuch } from './snapshot-size.js';
import { nestedIn, readChanges, type WorktreeChange } from './worktree-changes.js';
import { dropIndexLock, type Worktree } from './worktree.js';
import { withRights } from '../writable.js';

/** What of a file git can't take, or of how much there is: the one who wrote it can mend that, and a retry can't. */
export class SnapshotRefused extends Error {}

/** A path that git doesn't take, as what is there, or what is said of it in attributes, has no place in a tree. */
const ABOUT_A_PATH =
  /^Ignoring path .|^fatal: (?:Unable to process path |failed to encode |BOM is |encoding )|^warning: could not open /m;
/** It could be taken, were it not for the host. */
const ABOUT_THE_HOST =
  /No space left|Disk quota|Read-only file system|Input\/output error|insufficient permission|unable to (?:create|write)|Too many open files|memory/;

/**
 * The tree of what the worktree holds now, ignored files left out. Not by `git add --all`: that runs `git status` in a
 * repository that it finds inside, with the configuration and the filters of whoever made it. Nothing here opens one.
 */
export async function snapshotTree(worktree: Worktree, limits: SnapshotLimits = SNAPSHOT_LIMITS): Promise<string> {
  await dropIndexLock(worktree);
  const changed = await ownChanges(worktree).catch(refuse);
  const gone = changed.filter((change) => change.is === 'gone');
  const there = changed.filter((change) => change.is !== 'gone');
  const much = await tooMuch(
    worktree.dir,
    there.map(({ quoted }) => quoted),
    limits,
  );
  if (much) throw new SnapshotRefused(much);
  // Some may be below a link by now, where git would not look for them.
  await update(worktree, '--force-remove', gone);
  await update(worktree, '--remove', there);
  return (await git(worktree, ['write-tree'])).trim();
}

async function update(worktree: Worktree, how: string, changes: WorktreeChange[]): Promise<void> {
  if (changes.length === 0) return;
  const input = changes.map(({ quoted }) => `${quoted}\n`).join('');
  const args = ['update-index', '--add', '--replace', how, '--verbose', '--stdin'];
  await git(worktree, args, { input, unless: /^Ignoring path/m }).catch(refuse);
}

function refuse(error: unknown): never {
  if (!(error instanceof GitFailure) || !ABOUT_A_PATH.test(error.output) || ABOUT_THE_HOST.test(error.output))
    throw error;
  const told = error.output.split('\n').find((line) => /^(?:error|fatal|warning|Ignoring)/.test(line)) ?? '';
  throw new SnapshotRefused(
    told.replace(/^\w+: /, '').replace(/^Ignoring path (.*)/, 'git takes no file of the name $1'),
  );
}

/**
 * What differs from the index, submodules left out. A repository that was made inside the worktree loses its git folder:
 * its files are the feature's then, where git would keep no more of them than a commit that nobody else has.
 */
async function ownChanges(worktree: Worktree): Promise<WorktreeChange[]> {
  const removed = new Set<string>();
  for (;;) {
    const changes = await withRights(worktree.dir, () => readChanges(worktree));
    const nested = nestedIn(worktree, changes);
    if (nested.length === 0) return changes.filter((change) => change.is !== 'submodule');
    for (const folder of nested) {
      const name = folder.toString('latin1');
      if (removed.has(name)) throw new Error(`git still sees a repository in the worktree, at ${folder.toString()}`);
      await withRights(worktree.dir, () => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
      removed.add(name);
    }
  }
}
