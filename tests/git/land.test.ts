import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
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

  it('merges as the attributes of the tip say, and by no driver, default or attribute of the repository alone', async () => {
    const { root, gitDir } = room.repo;
    const mark = path.join(room.folder, 'ran');
    const settings = {
      'merge.mine.driver': `touch '${mark}'; true`,
      'merge.text.driver': `touch '${mark}'; true`,
      'merge.default': 'mine',
      'merge.renames': 'false',
    };
    for (const [name, value] of Object.entries(settings)) execFileSync('git', ['config', name, value], { cwd: root });
    await mkdir(path.join(gitDir, 'info'), { recursive: true });
    await writeFile(path.join(gitDir, 'info', 'attributes'), 'a.txt merge=mine\n');
    const attributes = { '.gitattributes': '*.txt merge=mine\n', 'deep/.gitattributes': 'log merge=union\n' };
    const base = await room.commit({ ...attributes, 'deep/log': 'one\n', 'long.md': LINES }, room.first);
    const tip = await room.commit({ 'deep/log': 'one\ntwo\n', 'long.md': null, 'moved.md': LINES }, base);
    const mine = await room.commit({ 'deep/log': 'one\nthree\n', 'long.md': LINES.replace('one', 'ONE') }, base);
    const merge = await mergeTrees(room.repo, tip, mine, base);
    expect(await room.texts((merge as { tree: string }).tree)).toMatchObject({
      'deep/log': 'one\ntwo\nthree\n',
      'moved.md': LINES.replace('one', 'ONE'),
    });
    const other = await room.commit({ 'a.txt': 'other\n' }, base);
    const more = await room.commit({ 'a.txt': 'more\n' }, base);
    expect(await mergeTrees(room.repo, other, more, base)).toEqual({ conflicts: ['a.txt'] });
    expect(existsSync(mark)).toBe(false);
  });
});
