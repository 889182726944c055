import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchStart, makeBranch } from '../../src/git/branch.js';
import { fetchBases, openShared } from '../../src/git/clone.js';
import { commitMessage, PIV_IDENTITY, writeCommit } from '../../src/git/commit.js';
import { git } from '../../src/git/git.js';
import { markPause, unmarkPause } from '../../src/git/pause-point.js';
import { keepProof } from '../../src/git/record.js';
import { originOf, push, remoteRefs } from '../../src/git/remote.js';
import { hasObject, refTip, resolveBase, treeOf, type Repository } from '../../src/git/repository.js';
import { advance, fetchFeature, shareRecord, syncBranch } from '../../src/git/share.js';
import { holdWork, pushWork } from '../../src/git/work.js';
import { commitOn, commitOnBranch } from '../helpers/person.js';
import { DATE, openRoom, type Room } from './room.js';

const BRANCH = 'refs/heads/piv/thing';

/** Two hosts, a and b, with a clone each of one remote; the feature was begun by a. */
describe('a remote that hosts share', () => {
  let room: Room;
  let remote: string;
  let a: Repository;
  let b: Repository;
  const clone = async (home: string) => openShared(path.join(room.folder, home), { repo: remote });
  const begin = async (repo: Repository, run: string) => {
    await fetchStart(repo, 'thing', run, remote);
    await makeBranch(repo, { slug: 'thing', base: room.first, run, date: DATE, remote });
  };
  const there = async () => Object.fromEntries(await remoteRefs(a, remote, '*piv/*'));
  const landing = async (repo: Repository, tip: string, files: Record<string, string>) => {
    const tree = await treeOf(repo, await commitOn(repo.gitDir, tip, files, 'chore: Change'));
    const message = commitMessage({ subject: 'feat: Land', body: '', trailers: { 'PIV-Feature': 'thing' } });
    return writeCommit(repo, { tree, parents: [tip], message, author: PIV_IDENTITY, date: DATE });
  };

  beforeEach(async () => {
    room = await openRoom();
    remote = `file://${path.join(room.folder, 'remote.git')}`;
    await git(room.folder, ['clone', '--quiet', '--bare', room.repo.root, 'remote.git']);
    [a, b] = [await clone('a'), await clone('b')];
    await fetchBases(a, remote);
    await begin(a, 'run-1');
  });
  afterEach(() => room.remove());

  it('names where a feature starts by its own branches and HEAD', async () => {
    expect(await resolveBase(a)).toBe(room.first);
    expect(await resolveBase(a, 'main')).toBe(room.first);
    await expect(resolveBase(a, 'nowhere')).rejects.toThrow('base: no such commit');
  });

  it('has the branch from the start, for one run only, whichever host tries', async () => {
    expect((await there())[BRANCH]).toBe(room.first);
    await begin(a, 'run-1');
    await fetchBases(b, remote);
    await begin(b, 'run-1');
    expect(await refTip(b, BRANCH)).toBe(room.first);
    await expect(begin(b, 'run-2')).rejects.toThrow('piv/thing is taken; give another name, e.g. thing-2');
  });

  it('gets a commit before the branch here does, and the same one once', async () => {
    const next = await landing(a, room.first, { 'b.txt': 'b\n' });
    for (const again of [false, true]) {
      const moved = await advance(a, { slug: 'thing', next, tip: room.first, remote });
      expect({ again, moved, here: await refTip(a, BRANCH), there: (await there())[BRANCH] }).toEqual({
        again,
        moved: true,
        here: next,
        there: next,
      });
    }
  });

  it('lets no host land that missed what another one has landed', async () => {
    await fetchFeature(b, 'thing', remote);
    const other = await landing(b, room.first, { 'c.txt': 'c\n' });
    expect(await advance(b, { slug: 'thing', next: other, tip: room.first, remote })).toBe(true);
    const late = await landing(a, room.first, { 'b.txt': 'b\n' });
    expect(await advance(a, { slug: 'thing', next: late, tip: room.first, remote })).toBe(false);
    expect([await refTip(a, BRANCH), (await there())[BRANCH]]).toEqual([room.first, other]);
    await syncBranch(a, 'thing', remote);
    expect(await refTip(a, BRANCH)).toBe(other);
  });

  it('wins where a host has commits of ours that never got there', async () => {
    await git(a.gitDir, ['update-ref', BRANCH, await landing(a, room.first, { 'b.txt': 'b\n' })]);
    await syncBranch(a, 'thing', remote);
    expect(await refTip(a, BRANCH)).toBe(room.first);
  });

  it("takes a person's commits along, from both sides, but not two ways at once", async () => {
    const here = await commitOnBranch(a.gitDir, 'piv/thing', { 'mine.txt': 'm\n' }, 'docs: Mine');
    await syncBranch(a, 'thing', remote);
    expect((await there())[BRANCH]).toBe(here);
    const pushed = await commitOnBranch(a.gitDir, 'piv/thing', { 'b.txt': 'b\n' }, 'docs: Pushed');
    await push(a, remote, { refspecs: [`${pushed}:${BRANCH}`] });
    await fetchFeature(b, 'thing', remote);
    expect(await refTip(b, BRANCH)).toBe(pushed);

    await git(b.gitDir, ['update-ref', BRANCH, await commitOn(b.gitDir, here, { 'c.txt': 'c\n' }, 'docs: Other')]);
    await expect(syncBranch(b, 'thing', remote)).rejects.toThrow(/two ways: .* Merge one into the other and push/);
  });

  it('says what to do when the branch is gone from there', async () => {
    await git(room.folder, ['-C', 'remote.git', 'update-ref', '-d', BRANCH]);
    await expect(syncBranch(a, 'thing', remote)).rejects.toThrow(/is gone from .*git push .* then: retry/);
  });

  it('has the WIP commit of a pause, until it is taken off by any host', async () => {
    const pause = { slug: 'thing', tip: room.first, body: 'Done: -', date: DATE, step: 'thing/pause-1', remote };
    const wip = (await markPause(a, pause))!;
    expect((await there())[BRANCH]).toBe(wip);
    await fetchFeature(b, 'thing', remote);
    await unmarkPause(b, 'thing', wip, remote);
    expect([await refTip(b, BRANCH), (await there())[BRANCH]]).toEqual([room.first, room.first]);
    await syncBranch(a, 'thing', remote);
    expect(await refTip(a, BRANCH)).toBe(room.first);
  });

  it('gives another host the partial work, and keeps nothing of it in the end but the record', async () => {
    const tree = await treeOf(a, await commitOn(a.gitDir, room.first, { 'half.txt': 'h\n' }, 'chore: Half'));
    const work = { task: 'task-001', tree, base: room.first };
    await holdWork(a, 'thing', 'work', work);
    expect(await hasObject(b, 'tree', tree)).toBe(false);
    await pushWork(a, remote, 'thing', 'work', work);
    await fetchFeature(b, 'thing', remote);
    expect(await hasObject(b, 'tree', tree)).toBe(true);

    await keepProof(b, 'thing', 'task-001', { green: tree }, DATE);
    await git(b.gitDir, ['update-ref', '-d', 'refs/piv/thing/task-001/work']);
    await shareRecord(b, 'thing', remote, 'task-001');
    const kept = ['refs/heads/piv/thing', 'refs/piv/thing/record'];
    expect(Object.keys(await there())).toEqual([...kept, 'refs/piv/thing/start']);
    for (const ref of ['start', 'remote']) await git(b.gitDir, ['update-ref', '-d', `refs/piv/thing/${ref}`]);
    await shareRecord(b, 'thing', remote);
    expect(Object.keys(await there())).toEqual(kept);
  });

  it('is the origin of a checkout, or the clone where the checkout is another one', async () => {
    await git(room.repo.root, ['remote', 'add', 'origin', '../remote.git']);
    const url = (await originOf(room.repo))!;
    expect(url).toBe(path.join(room.folder, 'remote.git'));
    const open = (repo: string) => openShared(path.join(room.folder, 'a'), { repo, remote: url });
    expect(await open(room.repo.root)).toEqual(room.repo);
    expect(await open(path.join(room.folder, 'not-here'))).toMatchObject({ clone: true });
  });

  it('that has moved is found as soon as the user’s git is told where', async () => {
    const old = `file://${path.join(room.folder, 'moved.git')}`;
    await expect(remoteRefs(a, old)).rejects.toThrow(`url.NEW.insteadOf ${old}`);
    const home = process.env['XDG_CONFIG_HOME'];
    process.env['XDG_CONFIG_HOME'] = room.folder;
    await mkdir(path.join(room.folder, 'git'));
    await writeFile(path.join(room.folder, 'git', 'config'), `[url "${remote}"]\n\tinsteadOf = ${old}\n`);
    expect([...(await remoteRefs(a, old)).keys()]).toContain(BRANCH);
    process.env['XDG_CONFIG_HOME'] = home;
    if (home === undefined) delete process.env['XDG_CONFIG_HOME'];
  });

  it('that refuses is told from one that is out of reach', async () => {
    const nowhere = `file://${path.join(room.folder, 'nowhere.git')}`;
    await expect(remoteRefs(a, nowhere)).rejects.toMatchObject({ name: 'RemoteRefused' });
    await expect(remoteRefs(a, 'http://127.0.0.1:9/x.git')).rejects.toMatchObject({ name: 'GitFailure' });
    const hook = path.join(room.folder, 'remote.git', 'hooks', 'pre-receive');
    await writeFile(hook, '#!/bin/sh\necho >&2 not to piv/\nexit 1\n', { mode: 0o755 });
    const next = await landing(a, room.first, { 'b.txt': 'b\n' });
    const refused = advance(a, { slug: 'thing', next, tip: room.first, remote });
    await expect(refused).rejects.toThrow(/refuses to push: .*not to piv\/.* access, then: retry/s);
  });
});
