import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeBranch } from '../../src/git/branch.js';
import { git } from '../../src/git/git.js';
import { inTheWay } from '../../src/git/in-the-way.js';
import { DATE, openRoom, type Room } from './room.js';

describe('names that are in the way of a feature', () => {
  let room: Room;
  let remote: string;
  beforeEach(async () => {
    room = await openRoom();
    remote = `${room.folder}/remote.git`;
    await git(room.folder, ['init', '--quiet', '--bare', remote]);
  });
  afterEach(() => room.remove());

  const make = (shared?: string) =>
    makeBranch(room.repo, {
      slug: 'thing',
      base: room.first,
      run: 'run-1',
      date: DATE,
      ...(shared ? { remote: shared } : {}),
    });
  const refs = async (at = room.repo.gitDir) =>
    (await git(at, ['for-each-ref', '--format=%(refname)'])).split('\n').filter(Boolean);

  it.each([
    ['refs/heads/piv', 'git branch -m piv piv-old'],
    ['refs/heads/piv/thing/old', 'git branch -m piv/thing/old thing-old'],
    ['refs/piv', 'git update-ref -d refs/piv'],
    ['refs/piv/thing/start/old', 'git update-ref -d refs/piv/thing/start/old'],
  ])('are refused here with the remedy, and nothing is made: %s', async (ref, remedy) => {
    await git(room.repo.gitDir, ['update-ref', ref, room.first]);
    await expect(make(remote)).rejects.toMatchObject({
      type: 'InvalidInput',
      message: expect.stringContaining(remedy),
    });
    expect(await refs()).toEqual(['refs/heads/main', ref].toSorted());
    expect(await refs(remote)).toEqual([]);
  });

  it.each(['refs/heads/piv', 'refs/heads/piv/thing/old'])(
    'are refused on the remote, and nothing is made here: %s',
    async (ref) => {
      await git(room.repo.gitDir, ['push', '--quiet', remote, `main:${ref}`]);
      await expect(make(remote)).rejects.toMatchObject({
        type: 'InvalidInput',
        message: expect.stringContaining(remote),
      });
      expect(await refs()).toEqual(['refs/heads/main']);
      await git(remote, ['update-ref', '-d', ref]);
      await make(remote);
      expect(await refs(remote)).toEqual(['refs/heads/piv/thing', 'refs/piv/thing/start']);
    },
  );

  it('leave nothing here when the remote refuses what is pushed', async () => {
    await git(remote, ['config', 'transfer.hideRefs', 'refs/piv']);
    await expect(make(remote)).rejects.toThrow('refuses to push');
    expect(await refs()).toEqual(['refs/heads/main']);
  });

  it('are those with another spelling too, where the file system takes them for one', () => {
    const found = (ref: string, ignoreCase = true) => inTheWay([ref], 'thing', ignoreCase);
    for (const ref of ['refs/heads/Piv', 'refs/heads/PIV/other', 'refs/heads/piv/Thing', 'refs/heads/piv/THING/old']) {
      expect([found(ref), found(ref, false)]).toEqual([ref, undefined]);
    }
    for (const ref of ['refs/heads/piv/thing', 'refs/heads/pivot', 'refs/heads/piv/things', 'refs/piv/other/start']) {
      expect(found(ref)).toBeUndefined();
    }
  });
});
