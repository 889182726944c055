import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import { PIV_IDENTITY } from './commit.js';
import { git } from './git.js';
import { passingRefs } from './leftovers.js';
import type { Repository } from './repository.js';

/** A workflow that has ended may be reset, and goes on from a tree of then. */
const KEPT_FOR_MS = 24 * 3_600_000;

/**
 * Removes the objects of work that was undone from a person's repository, a day later, where git would keep them until
 * it tidies up by itself: what is reachable from a commit of ours and from nothing else. Not while a feature runs there,
 * whose steps may go back to a tree that no ref names; and not where objects may be elsewhere, in a partial clone.
 */
export async function dropUndone(repo: Repository, now = Date.now()): Promise<number> {
  if (repo.promisor || (await passingRefs(repo)).size > 0) return 0;
  const before = now - KEPT_FOR_MS;
  const loose = await unreachable(repo, before);
  const mine = await ours(repo, ofType(loose, ['commit']));
  if (mine.length === 0) return 0;
  // Any other may be somebody's branch that is gone by mistake, which our work stood on.
  const others = ofType(loose, ['commit', 'tag']).filter((id) => !mine.includes(id));
  const theirs = new Set(await reachableFrom(repo, others));
  const undone = (await reachableFrom(repo, mine)).filter((id) => loose.has(id) && !theirs.has(id));
  for (const id of undone) await removeLoose(repo, id, before);
  return undone.length;
}

/** With their types, as `git prune` finds them, which looks at all refs, their logs and the index of each worktree. */
async function unreachable(repo: Repository, before: number): Promise<Map<string, string>> {
  const expire = new Date(before).toISOString();
  const listed = await git(repo, ['prune', '--dry-run', `--expire=${expire}`]);
  const pairs = listed.split('\n').map((line) => line.split(' ') as [string, string]);
  return new Map(pairs.filter(([id]) => id));
}

const ofType = (loose: Map<string, string>, types: string[]): string[] =>
  [...loose].flatMap(([id, type]) => (types.includes(type) ? [id] : []));

/** The commits that hold work of a task. */
async function ours(repo: Repository, commits: string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const input = `${commits.join('\n')}\n`;
  const listed = await git(repo, ['log', '--no-walk', '--format=%H %ae %s', '--stdin'], { input });
  return listed.split('\n').flatMap((line) => {
    const [id = '', author, ...subject] = line.split(' ');
    return author === PIV_IDENTITY.email && subject.join(' ').startsWith('Work of ') ? [id] : [];
  });
}

/** And from no ref. */
async function reachableFrom(repo: Repository, commits: string[]): Promise<string[]> {
  if (commits.length === 0) return [];
  const which = ['rev-list', '--objects', '--no-object-names', '--stdin', '--not', '--all'];
  return (await git(repo, which, { input: `${commits.join('\n')}\n` })).split('\n').filter(Boolean);
}

/** Whoever wants it again in the meantime touches it. */
async function removeLoose(repo: Repository, id: string, before: number): Promise<void> {
  const file = path.join(repo.gitDir, 'objects', id.slice(0, 2), id.slice(2));
  const found = await ifThere(stat(file));
  if (found && found.mtimeMs < before) await rm(file, { force: true });
}
