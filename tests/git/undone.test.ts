import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git, gitOr } from '../../src/git/git.js';
import { workRef } from '../../src/git/names.js';
import { deleteRef } from '../../src/git/refs.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { dropUndone } from '../../src/git/undone.js';
import { holdWork } from '../../src/git/work.js';
import { openWorktree, worktreeDir, type Worktree } from '../../src/git/worktree.js';
import { openRoom, writeFiles, type Room } from './room.js';

describe('of work that was undone', () => {
  let room: Room;
  let worktree: Worktree;

  beforeEach(async () => {
    room = await openRoom();
    worktree = await openWorktree(room.repo, worktreeDir(room.folder, room.repo, 'slug.task-001'), room.first);
  });
  afterEach(() => room.remove());

  const tomorrow = () => Date.now() + 25 * 3_600_000;
  const there = async (id: string) => (await gitOr(room.repo, ['cat-file', '-e', id], [1, 128])) !== undefined;
  const textAt = async (treeish: string) => (await git(room.repo, ['rev-parse', `${treeish}:a.txt`])).trim();
  const hold = async (text: string, base = room.first) => {
    await writeFiles(worktree.dir, { 'a.txt': text });
    const tree = await snapshotTree(worktree);
    await holdWork(room.repo, 'slug', 'work', { task: 'task-001', tree, base });
    return textAt(tree);
  };
  const endFeature = () => deleteRef(room.repo, workRef('slug', 'task-001'));

  it('no object is left a day later, and of anything else each one', async () => {
    const theirs = (await git(room.repo, ['hash-object', '-w', '--stdin'], { input: 'theirs' })).trim();
    const [undone, last] = [await hold('undone\n'), await hold('last\n')];
    expect(await dropUndone(room.repo, tomorrow())).toBe(0);
    await endFeature();
    expect(await dropUndone(room.repo)).toBe(0);
    expect(await there(undone)).toBe(true);
    await dropUndone(room.repo, tomorrow());
    // The last is in the index of the worktree.
    expect(await Promise.all([undone, last, theirs].map(there))).toEqual([false, true, true]);
    expect(await git(room.repo, ['fsck', '--connectivity-only'])).not.toContain('missing');
  });

  it('nothing goes that a commit of somebody is made of, though no branch has it any more', async () => {
    const landed = await room.commit({ 'a.txt': 'landed\n', 'b.txt': 'b\n' }, room.first);
    const [same, undone] = [await hold('landed\n', landed), await hold('undone\n', landed)];
    await hold('last\n', landed);
    await endFeature();
    expect(await dropUndone(room.repo, tomorrow())).toBeGreaterThan(0);
    expect(await Promise.all([landed, `${landed}:b.txt`, same, undone].map(there))).toEqual([true, true, true, false]);
  });
});
