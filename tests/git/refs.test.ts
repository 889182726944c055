import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeBranch } from '../../src/git/branch.js';
import { git } from '../../src/git/git.js';
import { deleteRef, moveRef } from '../../src/git/refs.js';
import { openRepository, refTip, resolveBase, treeOf } from '../../src/git/repository.js';
import { overlay } from '../../src/git/trees.js';
import { DATE, openRoom, type Room } from './room.js';

const REF = 'refs/heads/piv/thing';

describe('a ref is moved', () => {
  let room: Room;
  let next: string;
  beforeEach(async () => {
    room = await openRoom();
    next = await room.commit({ 'b.txt': 'b\n' }, room.first);
  });
  afterEach(async () => room.remove());

  it('once: a retry finds its own work done', async () => {
    expect(await moveRef(room.repo, REF, room.first)).toBe(true);
    expect(await moveRef(room.repo, REF, next, room.first)).toBe(true);
    expect(await moveRef(room.repo, REF, next, room.first)).toBe(true);
    expect(await refTip(room.repo, REF)).toBe(next);
  });

  it('from where it stands only', async () => {
    const other = await room.commit({ 'c.txt': 'c\n' }, room.first);
    await moveRef(room.repo, REF, other);
    expect(await moveRef(room.repo, REF, next, room.first)).toBe(false);
    expect(await refTip(room.repo, REF)).toBe(other);
  });

  it('in a repository of longer ids as well', async () => {
    const dir = path.join(room.folder, 'sha256');
    await git(room.folder, ['init', '--quiet', '--object-format=sha256', dir]);
    await git(dir, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'x']);
    const repo = await openRepository(dir);
    const base = await resolveBase(repo);
    await makeBranch(repo, { slug: 'thing', base, run: 'run-1', date: DATE });
    expect(await refTip(repo, REF)).toBe(base);
    expect(await moveRef(repo, REF, base)).toBe(true);
    const oid = (await git(dir, ['hash-object', '-w', '--stdin'], { input: 'a\n' })).trim();
    const put = [{ mode: '100644', oid, path: 'a.txt' }];
    const full = await overlay(repo, await treeOf(repo, base), put);
    expect(await overlay(repo, full, [], ['a.txt'])).toBe(await treeOf(repo, base));
  });

  it('past a lock that a dead git left on it, once that is older than any git takes', async () => {
    await moveRef(room.repo, REF, room.first);
    await writeLock(`${REF}.lock`, 9);
    const started = Date.now();
    expect(await moveRef(room.repo, REF, next, room.first)).toBe(true);
    expect(Date.now() - started).toBeGreaterThan(800);
  });

  it('never past a lock that may be somebody else’s: that is waited for, then named with the remedy', async () => {
    await moveRef(room.repo, REF, room.first);
    const lock = await writeLock('packed-refs.lock', 3_600);
    await expect(deleteRef(room.repo, REF)).rejects.toMatchObject({
      type: 'RepositoryLocked',
      message: expect.stringContaining(`${lock} is in the way`),
    });
    expect(existsSync(lock)).toBe(true);
    expect(await refTip(room.repo, REF)).toBe(room.first);
  }, 30_000);

  async function writeLock(name: string, secondsOld: number): Promise<string> {
    const lock = path.join(room.repo.gitDir, name);
    await mkdir(path.dirname(lock), { recursive: true });
    await writeFile(lock, '');
    const made = Date.now() / 1000 - secondsOld;
    await utimes(lock, made, made);
    return lock;
  }
});
