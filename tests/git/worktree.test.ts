import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { treeOf } from '../../src/git/repository.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import * as worktrees from '../../src/git/worktree.js';
import { openRoom, writeFiles, type Room } from './room.js';

describe('a worktree of ours', () => {
  let room: Room;
  let worktree: worktrees.Worktree;
  let dir: string;
  let tree: string;
  const at = (name: string) => path.join(dir, name);

  beforeEach(async () => {
    room = await openRoom({ 'a.txt': 'a\n', 'deep/b.txt': 'b\n', '.gitignore': 'cache/\n' });
    dir = worktrees.worktreeDir(path.join(room.folder, 'home'), room.repo, 'thing.task-001');
    worktree = await worktrees.openWorktree(room.repo, dir, room.first);
    tree = await treeOf(room.repo, room.first);
    await worktrees.restoreTree(worktree, tree);
  });
  afterEach(() => room.remove());

  it('holds the tree that it was restored to, and says so', async () => {
    expect(await readFile(at('deep/b.txt'), 'utf8')).toBe('b\n');
    expect(await worktrees.heldTree(worktree)).toBe(tree);
    expect(await snapshotTree(worktree)).toBe(tree);
  });

  it('snapshots new, changed and deleted files, and no ignored ones', async () => {
    await mkdir(at('cache'));
    await writeFiles(dir, { 'a.txt': 'changed\n', 'new.txt': 'new\n', 'deep/b.txt': null, 'cache/c.txt': 'c\n' });
    const after = await snapshotTree(worktree);
    expect(await room.texts(after)).toEqual({ '.gitignore': 'cache/\n', 'a.txt': 'changed\n', 'new.txt': 'new\n' });
  });

  it('loses what a step that was cut has left, and keeps what is ignored', async () => {
    await worktrees.markTree(worktree, undefined);
    await mkdir(at('cache'));
    await writeFiles(dir, { 'a.txt': 'half', 'left.txt': 'over', 'deep/b.txt': null, 'cache/c.txt': 'c\n' });
    await git(dir, ['add', 'left.txt']);
    await writeFile(path.join(worktree.gitDir, 'index.lock'), '');
    await worktrees.restoreTree(worktree, tree);
    expect(await snapshotTree(worktree)).toBe(tree);
    expect(existsSync(at('left.txt'))).toBe(false);
    expect(existsSync(at('cache/c.txt'))).toBe(true);
  });

  it('goes from any tree to any other', async () => {
    const other = await room.commit({ 'a.txt': null, 'a.txt/now-a-folder.txt': 'x\n', 'deep/b.txt': null }, room.first);
    const otherTree = await treeOf(room.repo, other);
    await worktrees.restoreTree(worktree, otherTree);
    expect(await snapshotTree(worktree)).toBe(otherTree);
    await worktrees.restoreTree(worktree, tree);
    expect(await snapshotTree(worktree)).toBe(tree);
  });

  it('takes a repository that the agent has made inside away with the rest', async () => {
    await git(dir, ['init', '--quiet', 'inner']);
    await worktrees.markTree(worktree, undefined);
    await worktrees.restoreTree(worktree, tree);
    expect(existsSync(at('inner'))).toBe(false);
  });

  it('is found again, or made again where its folder was deleted', async () => {
    await writeFile(at('mark.txt'), '');
    await worktrees.openWorktree(room.repo, dir, room.first);
    expect(existsSync(at('mark.txt'))).toBe(true);
    await writeFiles(dir, { '.git': null });
    const again = await worktrees.openWorktree(room.repo, dir, room.first);
    await worktrees.restoreTree(again, tree);
    expect(await snapshotTree(again)).toBe(tree);
    expect(existsSync(at('mark.txt'))).toBe(false);
  });

  it('is removed with nothing left of it in the repository, however often', async () => {
    await worktrees.removeWorktree(room.repo, dir);
    await worktrees.removeWorktree(room.repo, dir);
    expect(existsSync(dir)).toBe(false);
    expect((await git(room.repo.gitDir, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
  });

  it('leaves checkout, index, branch and refs of the repository alone', async () => {
    const seen = async () => [
      await readFile(path.join(room.repo.gitDir, 'index'), 'hex'),
      await readFile(path.join(room.repo.gitDir, 'HEAD'), 'utf8'),
      await git(room.repo.gitDir, ['for-each-ref']),
      await git(room.repo.root, ['status', '--porcelain=v1']),
    ];
    await writeFiles(room.repo.root, { 'a.txt': 'dirty\n', 'untracked.txt': '' });
    const before = await seen();
    await writeFiles(dir, { 'a.txt': 'changed\n' });
    await snapshotTree(worktree);
    await worktrees.restoreTree(worktree, tree);
    await worktrees.removeWorktree(room.repo, dir);
    expect(await seen()).toEqual(before);
  });

  it('can be opened ten times side by side', async () => {
    const dirs = Array.from({ length: 10 }, (_, n) => `${dir}-${n}`);
    const opened = await Promise.all(dirs.map((one) => worktrees.openWorktree(room.repo, one, room.first)));
    expect(new Set(opened.map(({ gitDir }) => gitDir)).size).toBe(10);
    await Promise.all(dirs.map((one) => worktrees.removeWorktree(room.repo, one)));
    expect((await git(room.repo.gitDir, ['worktree', 'list'])).trim().split('\n')).toHaveLength(2);
  });
});
