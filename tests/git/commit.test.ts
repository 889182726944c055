import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitMessage, writeCommit, type CommitParts } from '../../src/git/commit.js';
import { git } from '../../src/git/git.js';
import { moveRef } from '../../src/git/refs.js';
import { refTip, treeOf } from '../../src/git/repository.js';
import { AUTHOR, DATE, openRoom, type Room } from './room.js';

const REF = 'refs/heads/piv/thing';

describe('a commit', () => {
  let room: Room;
  let parts: CommitParts;
  beforeEach(async () => {
    room = await openRoom();
    const tree = await treeOf(room.repo, await room.commit({ 'b.txt': 'b\n' }, room.first));
    parts = { tree, parents: [room.first], message: 'feat: Add b\n', author: AUTHOR, date: DATE };
  });
  afterEach(() => room.remove());

  const history = async () => (await git(room.repo.gitDir, ['log', '--format=%H', `${room.first}..${REF}`])).trim();

  it('has the same id whenever it is written, and another one when a part differs', async () => {
    const id = await writeCommit(room.repo, parts);
    expect(await writeCommit(room.repo, parts)).toBe(id);
    expect(await writeCommit(room.repo, { ...parts, date: '2026-03-04T05:06:08.000Z' })).not.toBe(id);
    expect(await writeCommit(room.repo, { ...parts, message: 'feat: Add c\n' })).not.toBe(id);
  });

  it('has the author that is given, PIV-Swarm as committer, and the date in both places', async () => {
    const id = await writeCommit(room.repo, parts);
    const shown = await git(room.repo.gitDir, ['show', '--no-patch', '--format=%an <%ae>|%cn|%at|%ct|%P', id]);
    const seconds = Date.parse('2026-03-04T05:06:07Z') / 1000;
    expect(shown.trim()).toBe(`Ada Example <ada@example.org>|PIV-Swarm|${seconds}|${seconds}|${room.first}`);
  });

  it('lands once, when it was written and the process died before the branch was moved', async () => {
    await git(room.repo.gitDir, ['update-ref', REF, room.first]);
    const beforeTheKill = await writeCommit(room.repo, parts);
    expect(await refTip(room.repo, REF)).toBe(room.first);
    const id = await writeCommit(room.repo, parts);
    expect(await moveRef(room.repo, REF, id, room.first)).toBe(true);
    expect(await history()).toBe(beforeTheKill);
  });

  it('lands once, when the branch was moved and the process died before it could say so', async () => {
    await git(room.repo.gitDir, ['update-ref', REF, room.first]);
    const id = await writeCommit(room.repo, parts);
    await moveRef(room.repo, REF, id, room.first);
    expect(await moveRef(room.repo, REF, await writeCommit(room.repo, parts), room.first)).toBe(true);
    expect(await history()).toBe(id);
  });

  it('does not land on a branch that has moved on meanwhile', async () => {
    const others = await room.commit({ 'c.txt': 'c\n' }, room.first);
    await git(room.repo.gitDir, ['update-ref', REF, others]);
    const id = await writeCommit(room.repo, parts);
    expect(await moveRef(room.repo, REF, id, room.first)).toBe(false);
    expect(await moveRef(room.repo, REF, id)).toBe(false);
    expect(await refTip(room.repo, REF)).toBe(others);
  });

  it('runs no hook of the repository', async () => {
    const mark = path.join(room.folder, 'hook-ran');
    const hooks = path.join(room.repo.gitDir, 'hooks');
    await mkdir(hooks, { recursive: true });
    for (const hook of ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction']) {
      await writeFile(path.join(hooks, hook), `#!/bin/sh\necho ${hook} >> '${mark}'\n`, { mode: 0o755 });
    }
    await moveRef(room.repo, REF, await writeCommit(room.repo, parts));
    expect(existsSync(mark)).toBe(false);
  });
});

describe('the message of a commit', () => {
  it('has subject, body and trailers that git finds', async () => {
    const room = await openRoom();
    const trailers = { 'PIV-Feature': 'thing', 'PIV-Task': 'task-001', 'PIV-Step': 'thing/task-001/land' };
    const message = commitMessage({ subject: ' feat: Add b ', body: 'Why.\n', trailers });
    expect(message).toMatch(/^feat: Add b\n\nWhy\.\n\nPIV-Feature: thing\n/);
    const found = await git(room.repo.gitDir, ['interpret-trailers', '--parse'], { input: message });
    expect(found).toBe('PIV-Feature: thing\nPIV-Task: task-001\nPIV-Step: thing/task-001/land\n');
    await room.remove();
  });

  it('leaves out what is empty', () => {
    expect(commitMessage({ subject: 'feat: Add b', body: '', trailers: {} })).toBe('feat: Add b\n');
  });
});
