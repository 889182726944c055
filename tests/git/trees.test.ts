import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keptText, writeText } from '../../src/git/kept.js';
import { treeOf } from '../../src/git/repository.js';
import { diffTrees, listTree, overlay, withPathsFrom } from '../../src/git/trees.js';
import { openRoom, type Room } from './room.js';

const FILES = { 'a.txt': 'a\n', 'deep/b.txt': 'b\n', 'odd name ü.txt': 'odd\n', 'tab\there.txt': 'tab\n' };

describe('trees', () => {
  let room: Room;
  let tree: string;
  beforeEach(async () => {
    room = await openRoom(FILES);
    tree = await treeOf(room.repo, room.first);
  });
  afterEach(() => room.remove());

  const changed = async (files: Record<string, string | null>) =>
    treeOf(room.repo, await room.commit(files, room.first));

  it.each(['', 'ü\n'])('hold a text as it is, also one of nothing: %j', async (text) => {
    expect(await keptText(room.repo, await writeText(room.repo, text))).toBe(text);
  });

  it('are listed file by file, whatever the names', async () => {
    expect((await listTree(room.repo, tree)).map((entry) => entry.path)).toEqual(Object.keys(FILES));
    expect((await listTree(room.repo, tree, ['deep'])).map((entry) => entry.path)).toEqual(['deep/b.txt']);
    expect(await listTree(room.repo, tree, ['*.txt'])).toEqual([]);
  });

  it('differ by what was added, modified and deleted; a rename is two of these', async () => {
    const other = await changed({ 'a.txt': 'changed\n', 'deep/b.txt': null, 'moved.txt': 'b\n' });
    expect(await diffTrees(room.repo, tree, other)).toEqual([
      { path: 'a.txt', status: 'modified' },
      { path: 'deep/b.txt', status: 'deleted' },
      { path: 'moved.txt', status: 'added' },
    ]);
    expect(await diffTrees(room.repo, tree, tree)).toEqual([]);
  });

  it('are overlaid with files, and rid of others', async () => {
    const other = await changed({ 'a.txt': 'sealed\n', 'deep/new.txt': 'new\n' });
    const put = await listTree(room.repo, other, ['a.txt', 'deep/new.txt']);
    const mixed = await overlay(room.repo, tree, put, ['deep/b.txt', 'never-there.txt']);
    expect(await room.texts(mixed)).toEqual({
      'a.txt': 'sealed\n',
      'deep/new.txt': 'new\n',
      'odd name ü.txt': 'odd\n',
      'tab\there.txt': 'tab\n',
    });
    expect(await overlay(room.repo, tree, [])).toBe(tree);
  });

  it('keep the mode of what is put in', async () => {
    const [entry] = await listTree(room.repo, tree, ['a.txt']);
    const mixed = await overlay(room.repo, tree, [{ ...entry!, mode: '100755', path: 'run.sh' }]);
    expect(await listTree(room.repo, mixed, ['run.sh'])).toEqual([{ ...entry, mode: '100755', path: 'run.sh' }]);
  });

  it('take paths as another tree has them: changed, added, or not there', async () => {
    const other = await changed({ 'a.txt': 'changed\n', 'deep/b.txt': null, 'new.txt': 'new\n' });
    const mixed = await withPathsFrom(room.repo, tree, other, ['a.txt', 'deep/b.txt', 'new.txt']);
    expect(mixed).toBe(other);
    expect(await withPathsFrom(room.repo, mixed, tree, ['a.txt', 'deep/b.txt', 'new.txt'])).toBe(tree);
  });
});
