import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { closeRecord, keepProof } from '../../src/git/record.js';
import { refTip, treeOf } from '../../src/git/repository.js';
import { DATE, openRoom, type Room } from './room.js';

const RECORD = 'refs/piv/thing/record';

describe('the record of a feature', () => {
  let room: Room;
  let red: string;
  let green: string;
  beforeEach(async () => {
    room = await openRoom();
    red = await treeOf(room.repo, await room.commit({ 'a.test.txt': 'red\n' }, room.first));
    green = await treeOf(room.repo, await room.commit({ 'a.test.txt': 'red\n', 'b.txt': 'b\n' }, room.first));
  });
  afterEach(() => room.remove());

  const treeAt = (at: string) => git(room.repo.gitDir, ['rev-parse', `${RECORD}:${at}`]).then((id) => id.trim());

  it("holds each task's red and green tree, and no red one where there was none", async () => {
    await keepProof(room.repo, 'thing', 'task-001', { red, green }, DATE);
    await keepProof(room.repo, 'thing', 'task-002', { green }, DATE);
    expect(await treeAt('task-001/red')).toBe(red);
    expect(await treeAt('task-001/green')).toBe(green);
    const names = await git(room.repo.gitDir, ['ls-tree', '-d', '-r', '-t', '--name-only', RECORD]);
    expect(names.trim().split('\n')).toEqual([
      'task-001',
      'task-001/green',
      'task-001/red',
      'task-002',
      'task-002/green',
    ]);
  });

  it('keeps the trees when nothing else does', async () => {
    await keepProof(room.repo, 'thing', 'task-001', { red, green }, DATE);
    await git(room.repo.gitDir, ['gc', '--prune=now', '--quiet']);
    expect(await room.texts(red)).toHaveProperty(['a.test.txt'], 'red\n');
  });

  it('is one commit without a parent, the same however often a step is tried', async () => {
    await keepProof(room.repo, 'thing', 'task-001', { red, green }, DATE);
    const once = await refTip(room.repo, RECORD);
    await keepProof(room.repo, 'thing', 'task-001', { red, green }, DATE);
    expect(await refTip(room.repo, RECORD)).toBe(once);
    expect((await git(room.repo.gitDir, ['rev-list', '--count', RECORD])).trim()).toBe('1');
  });

  it('loses no proof when several tasks are settled side by side', async () => {
    const tasks = Array.from({ length: 6 }, (_, n) => `task-00${n + 1}`);
    await Promise.all(tasks.map((task) => keepProof(room.repo, 'thing', task, { red, green }, DATE)));
    const names = await git(room.repo.gitDir, ['ls-tree', '--name-only', RECORD]);
    expect(names.trim().split('\n')).toEqual(tasks);
  });

  it('says at the end what was measured, with the trees still in it', async () => {
    await keepProof(room.repo, 'thing', 'task-001', { red, green }, DATE);
    await closeRecord(room.repo, 'thing', '{ "verdict": "PASSED" }', DATE);
    expect(await git(room.repo.gitDir, ['show', '--no-patch', '--format=%B', RECORD])).toContain('PASSED');
    expect(await treeAt('task-001/red')).toBe(red);
  });

  it('is not made for a feature without any proof', async () => {
    await closeRecord(room.repo, 'thing', 'nothing', DATE);
    expect(await refTip(room.repo, RECORD)).toBeUndefined();
  });
});
