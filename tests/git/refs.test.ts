import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { moveRef } from '../../src/git/refs.js';
import { refTip } from '../../src/git/repository.js';
import { openRoom, type Room } from './room.js';

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

  it('or tells that it can’t be: a lock that a dead git left is no sign that the branch moved', async () => {
    await moveRef(room.repo, REF, room.first);
    const lock = path.join(room.repo.gitDir, `${REF}.lock`);
    await mkdir(path.dirname(lock), { recursive: true });
    await writeFile(lock, '');
    await expect(moveRef(room.repo, REF, next, room.first)).rejects.toThrow('lock');
  });
});
