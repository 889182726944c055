import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeBranch, startOf } from '../../src/git/branch.js';
import { git } from '../../src/git/git.js';
import { userIdentity } from '../../src/git/identity.js';
import { openRepository, refTip, resolveBase } from '../../src/git/repository.js';
import { AUTHOR, DATE, openRoom, type Room } from './room.js';

describe('the branch of a feature', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());

  const make = (run: string, slug = 'thing') => makeBranch(room.repo, { slug, base: room.first, run, date: DATE });
  const tip = () => refTip(room.repo, 'refs/heads/piv/thing');

  it('is made at the base, once for a run', async () => {
    await make('run-1');
    await make('run-1');
    expect(await tip()).toBe(room.first);
  });

  it('is made when the process died after its start ref was written', async () => {
    await make('run-1');
    await git(room.repo.gitDir, ['branch', '--quiet', '-D', 'piv/thing']);
    await make('run-1');
    expect(await tip()).toBe(room.first);
  });

  it('is left as it is when its own run comes again later', async () => {
    await make('run-1');
    const later = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await git(room.repo.gitDir, ['branch', '--force', 'piv/thing', later]);
    await make('run-1');
    expect(await tip()).toBe(later);
  });

  it('says where its own run began it, however the checkout has moved since', async () => {
    expect(await startOf(room.repo, 'thing', 'run-1')).toBeUndefined();
    await make('run-1');
    const later = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await makeBranch(room.repo, { slug: 'thing', base: later, run: 'run-1', date: '2026-03-05T00:00:00.000Z' });
    expect(await tip()).toBe(room.first);
    expect(await startOf(room.repo, 'thing', 'run-1')).toBe(room.first);
    expect(await startOf(room.repo, 'thing', 'run')).toBeUndefined();
  });

  it('is refused to another run, with a name that is free', async () => {
    await make('run-1');
    await make('run-1', 'thing-2');
    await expect(make('run-2')).rejects.toMatchObject({
      type: 'InvalidInput',
      message: 'name: the branch piv/thing is taken; give another name, e.g. thing-3',
    });
  });

  it("can't stand beside a branch that is called piv", async () => {
    await git(room.repo.gitDir, ['branch', 'piv']);
    await expect(make('run-1')).rejects.toThrow('git branch -m piv piv-old');
    expect(await tip()).toBeUndefined();
  });
});

describe('a repository', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom({ 'a.txt': 'a\n', 'deep/b.txt': 'b\n' });
  });
  afterEach(() => room.remove());

  it('is found from a folder below its top, and from a worktree of it', async () => {
    expect(await openRepository(`${room.repo.root}/deep`)).toEqual(room.repo);
    await git(room.repo.root, ['worktree', 'add', '--quiet', '--detach', `${room.folder}/other`]);
    expect(await openRepository(`${room.folder}/other`)).toEqual({ ...room.repo, root: `${room.folder}/other` });
  });

  it('gives the commit that a branch or tag names, and HEAD without a name', async () => {
    const other = await room.commit({ 'c.txt': 'c\n' }, room.first);
    await git(room.repo.gitDir, ['tag', '-a', '-m', 'tagged', 'v1', other]);
    expect(await resolveBase(room.repo)).toBe(room.first);
    expect(await resolveBase(room.repo, 'v1')).toBe(other);
    await expect(resolveBase(room.repo, '--all')).rejects.toThrow('base: no such commit');
  });

  it("gives the user's identity as git would put it into a commit, and knows when git would not", async () => {
    const set = (key: string, value: string) => git(room.repo.root, ['config', key, value]);
    expect(await userIdentity(room.repo)).toEqual({ identity: AUTHOR });
    await set('user.name', 'Ada\nExample, Jr.');
    expect(await userIdentity(room.repo)).toEqual({ identity: { ...AUTHOR, name: 'AdaExample, Jr' } });
    for (const name of ['.', '', ' ', '<>']) {
      await set('user.name', name);
      expect({ name, ...(await userIdentity(room.repo)) }).toEqual({ name, refused: expect.stringContaining('name') });
    }
    await set('author.name', 'Ada');
    for (const email of ['<>', ' ', '.']) {
      await set('user.email', email);
      expect({ email, ...(await userIdentity(room.repo)) }).toEqual({
        email,
        refused: expect.stringContaining('e-mail'),
      });
    }
  });
});
