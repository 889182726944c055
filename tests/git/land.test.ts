import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mergeTrees } from '../../src/git/land.js';
import { treeOf } from '../../src/git/repository.js';
import { openRoom, type Room } from './room.js';

describe('merging a work on an older tip', () => {
  let room: Room;
  let work: string;
  const LINES = 'one\ntwo\nthree\nfour\nfive\n';
  beforeEach(async () => {
    room = await openRoom({ 'a.txt': LINES, 'b ü.txt': LINES });
    work = await room.commit({ 'a.txt': LINES.replace('one', 'ONE'), 'new.txt': 'new\n' }, room.first);
  });
  afterEach(() => room.remove());

  it('gives its very tree when the branch has not moved', async () => {
    expect(await mergeTrees(room.repo, room.first, work, room.first)).toEqual({ tree: await treeOf(room.repo, work) });
  });

  it('gives both changes, also within one file', async () => {
    const tip = await room.commit({ 'a.txt': LINES.replace('five', 'FIVE'), 'other.txt': 'other\n' }, room.first);
    const merge = await mergeTrees(room.repo, tip, work, room.first);
    expect(await room.texts((merge as { tree: string }).tree)).toEqual({
      'a.txt': 'ONE\ntwo\nthree\nfour\nFIVE\n',
      'b ü.txt': LINES,
      'new.txt': 'new\n',
      'other.txt': 'other\n',
    });
  });

  it('names the files that conflict', async () => {
    const tip = await room.commit({ 'a.txt': LINES.replace('one', 'uno'), 'new.txt': 'mine\n' }, room.first);
    expect(await mergeTrees(room.repo, tip, work, room.first)).toEqual({ conflicts: ['a.txt', 'new.txt'] });
  });
});
