import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { markPause, unmarkPause } from '../../src/git/pause-point.js';
import { refTip, treeOf } from '../../src/git/repository.js';
import { DATE, openRoom, type Room } from './room.js';

const BRANCH = 'piv/thing';

describe('a pause point', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
    await git(room.repo.gitDir, ['branch', BRANCH, room.first]);
  });
  afterEach(() => room.remove());

  const tip = () => refTip(room.repo, `refs/heads/${BRANCH}`);
  const mark = () =>
    markPause(room.repo, { slug: 'thing', tip: room.first, body: 'Next task: task-002', date: DATE, step: 'pause-1' });

  it('is an empty commit with the state in its body', async () => {
    const commit = await mark();
    expect(await tip()).toBe(commit);
    expect(await treeOf(room.repo, commit!)).toBe(await treeOf(room.repo, room.first));
    const shown = await git(room.repo.gitDir, ['show', '--no-patch', '--format=%B', commit!]);
    expect(shown).toMatch(
      /^WIP: Pause point for thing\n\nNext task: task-002\n\nPIV-Feature: thing\nPIV-Step: pause-1/,
    );
  });

  it('is made once, and taken off once', async () => {
    const commit = await mark();
    expect(await mark()).toBe(commit);
    expect(await unmarkPause(room.repo, 'thing', commit!)).toBe(false);
    expect(await unmarkPause(room.repo, 'thing', commit!)).toBe(false);
    expect(await tip()).toBe(room.first);
  });

  it('stays below what a person has committed on top of it', async () => {
    const commit = await mark();
    const persons = await room.commit({ 'b.txt': 'b\n' }, commit!);
    await git(room.repo.gitDir, ['branch', '--force', BRANCH, persons]);
    expect(await unmarkPause(room.repo, 'thing', commit!)).toBe(true);
    expect(await tip()).toBe(persons);
  });

  it('is not made while the branch is checked out somewhere', async () => {
    await git(room.repo.gitDir, ['worktree', 'add', '--quiet', path.join(room.folder, 'looking'), BRANCH]);
    expect(await mark()).toBeUndefined();
    expect(await tip()).toBe(room.first);
  });

  it('is not made over a commit that came meanwhile', async () => {
    const persons = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await git(room.repo.gitDir, ['branch', '--force', BRANCH, persons]);
    expect(await mark()).toBeUndefined();
    expect(await tip()).toBe(persons);
  });
});
