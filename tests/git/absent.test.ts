import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { isAncestor } from '../../src/git/refs.js';
import { originOf } from '../../src/git/remote.js';
import { fileAt, hasObject, openRepository, refTip, resolveBase } from '../../src/git/repository.js';
import { openRoom, type Room } from './room.js';

const NONE = '0123456789'.repeat(4);
const REF = 'refs/heads/piv/thing';

describe('what is not there', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom({ 'a.txt': 'a\n', 'deep/b.txt': 'b\n' });
  });
  afterEach(() => room.remove());

  const put = async (name: string, text: string) => {
    const file = path.join(room.repo.gitDir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  /** Writes over an object, as a disk that fails does. */
  const spoil = async (object: string) => {
    const id = (await git(room.repo.gitDir, ['rev-parse', object])).trim();
    const file = path.join(room.repo.gitDir, 'objects', id.slice(0, 2), id.slice(2));
    await chmod(file, 0o600);
    await writeFile(file, 'no object');
    return id;
  };

  it('is told as that: a file, a ref, an object, an origin', async () => {
    const { repo, first } = room;
    expect(await fileAt(repo, first, 'deep/b.txt')).toBe('b\n');
    expect([await fileAt(repo, first, 'c.txt'), await fileAt(repo, first, 'deep')]).toEqual([undefined, undefined]);
    expect([await refTip(repo, REF), await originOf(repo)]).toEqual([undefined, undefined]);
    expect([await hasObject(repo, 'commit', NONE), await isAncestor(repo, NONE, first)]).toEqual([false, false]);
  });

  it('is not a file whose blob or tree can’t be read', async () => {
    await spoil('HEAD:a.txt');
    await expect(fileAt(room.repo, room.first, 'a.txt')).rejects.toThrow('is corrupt');
    await spoil('HEAD:deep');
    await expect(fileAt(room.repo, room.first, 'deep/b.txt')).rejects.toThrow('git ');
  });

  it('is not a file of a commit that isn’t here', async () => {
    await expect(fileAt(room.repo, NONE, 'a.txt')).rejects.toThrow('not a tree object');
  });

  it('is not a ref that is broken, nor one to an object that isn’t here', async () => {
    await put(REF, 'no id\n');
    await expect(refTip(room.repo, REF)).rejects.toThrow(`ignoring broken ref ${REF}`);
    await put(REF, `${NONE}\n`);
    expect(await refTip(room.repo, REF)).toBe(NONE);
    await expect(resolveBase(room.repo, 'piv/thing')).rejects.toThrow('piv/thing is 012345678901');
  });

  it('is not what a broken configuration keeps git from reading', async () => {
    await put('config', '[core\n');
    const { repo, first } = room;
    for (const ask of [() => refTip(repo, REF), () => originOf(repo), () => hasObject(repo, 'commit', first)]) {
      await expect(ask()).rejects.toThrow('bad config line 1');
    }
  });

  it('is not a commit that can’t be read', async () => {
    const next = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await spoil(next);
    await expect(isAncestor(room.repo, room.first, next)).rejects.toThrow('is corrupt');
    await expect(hasObject(room.repo, 'commit', next)).rejects.toThrow('is corrupt');
  });
});

describe('a repository that git can’t use', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());

  /** Another folder, as the one of the room has been opened already. */
  async function refusal(change: (root: string) => Promise<unknown>): Promise<string> {
    const root = path.join(room.folder, 'other');
    await git(room.folder, ['clone', '--quiet', room.repo.root, root]);
    await change(root);
    const { message } = await openRepository(root).then(
      () => new Error('it was taken'),
      (error: Error) => error,
    );
    return message.replaceAll(root, 'ROOT');
  }
  const set =
    (...settings: string[]) =>
    (root: string) =>
      settings.reduce(
        (before, setting) => before.then(() => git(root, ['config', ...setting.split('=')])),
        Promise.resolve(''),
      );

  it.each([
    [
      'an extension that is newer',
      ['core.repositoryFormatVersion=1', 'extensions.relativeWorktrees=true'],
      'relativeworktrees',
    ],
    ['a format that is newer', ['core.repositoryFormatVersion=7'], 'Expected git repo version <= 1, found 7'],
  ])('is refused in git’s words: %s', async (_what, settings, words) => {
    const said = await refusal(set(...settings));
    expect(said).toMatch(/^repo: git can't use ROOT: fatal: /);
    expect(said).toContain(words);
    expect(said).not.toContain('git init');
  });

  it('is refused in git’s words: its configuration, its HEAD, where it points at', async () => {
    expect(await refusal((root) => writeFile(path.join(root, '.git/config'), '[core\n'))).toContain(
      'bad config line 1',
    );
    await rm(path.join(room.folder, 'other'), { recursive: true });
    expect(await refusal((root) => writeFile(path.join(root, '.git/HEAD'), '\n'))).not.toContain('git init');
    await rm(path.join(room.folder, 'other'), { recursive: true });
    const moved = async (root: string) => {
      await rm(path.join(root, '.git'), { recursive: true });
      await writeFile(path.join(root, '.git'), 'gitdir: /nowhere\n');
    };
    expect(await refusal(moved)).toBe("repo: git can't use ROOT: fatal: not a git repository: /nowhere");
  });

  it('is none at all only where there is no git folder: then it can be made', async () => {
    expect(await refusal((root) => rm(path.join(root, '.git'), { recursive: true }))).toContain(
      'make one with: git init',
    );
  });
});
