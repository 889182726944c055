import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Dependencies } from '../../src/activities/dependencies.js';
import {
  landTaskActivity,
  prepareLandingActivity,
  settleTaskActivity,
  type LandTask,
  type PrepareLanding,
} from '../../src/activities/land-task.js';
import { git } from '../../src/git/git.js';
import { treeOf } from '../../src/git/repository.js';
import { AUTHOR, DATE, openRoom, type Room } from '../git/room.js';

const BRANCH = 'piv/thing';
const WORK = 'refs/piv/thing/task-001/work';

describe('landing a task', () => {
  let room: Room;
  let work: string;
  let input: PrepareLanding;
  let commit: LandTask;
  let deps: Dependencies;

  beforeEach(async () => {
    room = await openRoom();
    deps = { config: { home: path.join(room.folder, 'home') } } as Dependencies;
    const { repo, first } = room;
    await git(repo.gitDir, ['branch', BRANCH, first]);
    work = await room.commit({ 'b.txt': 'b\n' }, first);
    await git(repo.gitDir, ['update-ref', WORK, work]);
    const place = { repo: repo.root, slug: 'thing', sandbox: 'off', setupNetwork: false } as const;
    const tree = await treeOf(repo, work);
    input = { place, task: 'task-001', base: first, known: first, taskBase: first, tree, date: DATE };
    const said = { subject: 'feat: Add b', body: 'Red, then green.', author: AUTHOR, date: DATE };
    commit = { place, task: 'task-001', tip: first, tree, ...said };
  });
  afterEach(() => room.remove());

  const prepare = () => new MockActivityEnvironment().run(prepareLandingActivity(deps), input);
  const land = () => new MockActivityEnvironment().run(landTaskActivity(deps), commit);
  const landed = async () => (await git(room.repo.gitDir, ['log', '--format=%H', `main..${BRANCH}`])).trim();

  it('makes one commit, however often it is tried', async () => {
    expect(await prepare()).toMatchObject({ is: 'ready', tip: room.first, tree: input.tree });
    const first = await land();
    expect(await land()).toEqual(first);
    expect(await landed()).toBe((first as { commit: string }).commit);
  });

  it('finds what it has landed, also below what a person has committed since', async () => {
    const { commit: id } = (await land()) as { commit: string };
    expect(await prepare()).toEqual({ is: 'landed', commit: id, tip: id });
    const persons = await room.commit({ 'c.txt': 'c\n' }, id);
    await git(room.repo.gitDir, ['branch', '--force', BRANCH, persons]);
    expect(await prepare()).toEqual({ is: 'landed', commit: id, tip: persons });
  });

  it('is by who the user is now, where the one that was taken down is nobody to git', async () => {
    commit.author = { name: '.', email: AUTHOR.email };
    const { commit: id } = (await land()) as { commit: string };
    expect(await git(room.repo.gitDir, ['log', '-1', '--format=%an <%ae>', id])).toBe(
      `${AUTHOR.name} <${AUTHOR.email}>\n`,
    );
  });

  it('does not take what an earlier run has landed for its own', async () => {
    await land();
    input.date = '2026-03-05T00:00:00.000Z';
    await expect(prepare()).rejects.toMatchObject({ type: 'BranchAhead', nonRetryable: true });
  });

  it('is told that the branch has moved, and gets the merged tree when it looks again', async () => {
    const persons = await room.commit({ 'c.txt': 'c\n' }, room.first);
    await git(room.repo.gitDir, ['branch', '--force', BRANCH, persons]);
    expect(await land()).toEqual({ moved: true });
    const ready = await prepare();
    expect(ready).toMatchObject({ is: 'ready', tip: persons });
    const merged = await room.texts((ready as { tree: string }).tree);
    expect(merged).toEqual({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
  });

  it('says which files conflict, and where the branch is checked out', async () => {
    const persons = await room.commit({ 'b.txt': 'mine\n' }, room.first);
    await git(room.repo.gitDir, ['branch', '--force', BRANCH, persons]);
    expect(await prepare()).toEqual({ is: 'conflict', files: ['b.txt'], tip: persons });
    input.sealed = ['b.txt'];
    expect(await prepare()).toEqual({ is: 'conflict', files: ['b.txt'], tip: persons });
    input.sealed = ['a.txt'];
    const conflict = await prepare();
    expect(conflict).toMatchObject({ is: 'conflict', merged: { tip: persons, sealed: [{ path: 'a.txt' }] } });
    const { merged } = conflict as { merged: { tree: string } };
    expect(await room.texts(merged.tree)).toMatchObject({ 'b.txt': expect.stringMatching(/^<<<<<<< .*\nmine\n/) });
    const elsewhere = path.join(room.folder, 'elsewhere');
    await git(room.repo.root, ['worktree', 'add', '--quiet', elsewhere, BRANCH]);
    expect(await prepare()).toEqual({ is: 'held', checkedOut: elsewhere });
  });

  it('keeps the proof and drops the partial work, however often', async () => {
    const { commit: id } = (await land()) as { commit: string };
    const settle = { place: input.place, task: 'task-001', landed: { commit: id, redTree: input.tree, date: DATE } };
    for (const again of [false, true]) {
      const settled = await new MockActivityEnvironment().run(settleTaskActivity(deps), settle);
      expect({ again, settled }).toEqual({ again, settled: { greenTree: input.tree } });
    }
    const refs = await git(room.repo.gitDir, ['for-each-ref', '--format=%(refname)', 'refs/piv']);
    expect(refs.trim()).toBe('refs/piv/thing/record');
  });
});
