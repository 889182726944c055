import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { commitOfStep, mergeTrees, readTip } from '../../src/git/land.js';
import { treeOf } from '../../src/git/repository.js';
import { openRoom, type Room } from './room.js';

const BRANCH = 'piv/thing';

describe('the tip of a branch', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());

  it('takes along what a person has committed on top of what we know', async () => {
    const persons = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await git(room.repo.gitDir, ['branch', BRANCH, persons]);
    expect(await readTip(room.repo, 'thing', room.first)).toBe(persons);
  });

  it('is an error with the command that mends it, when the branch was rewritten or is gone', async () => {
    const known = await room.commit({ 'b.txt': 'b\n' }, room.first);
    const mend = `git branch -f ${BRANCH} ${known.slice(0, 12)}`;
    await expect(readTip(room.repo, 'thing', known)).rejects.toMatchObject({
      type: 'BranchRewritten',
      message: expect.stringMatching(/^piv\/thing is gone/),
    });
    await git(room.repo.gitDir, ['branch', BRANCH, room.first]);
    await expect(readTip(room.repo, 'thing', known)).rejects.toThrow(mend);
    await git(room.repo.gitDir, mend.split(' ').slice(1));
    expect(await readTip(room.repo, 'thing', known)).toBe(known);
  });

  it('is searched for the commit of a step by its trailer, and by nothing like it', async () => {
    const step = 'thing/task-001/land';
    const quoting = await room.commit({}, room.first, `docs: Say PIV-Step: ${step}\n\nPIV-Step: ${step}-not`);
    const ours = await room.commit({}, quoting, `feat: Add b\n\nBody.\n\nPIV-Task: task-001\nPIV-Step: ${step}`);
    const later = await room.commit({}, ours);
    expect(await commitOfStep(room.repo, room.first, later, step)).toBe(ours);
    expect(await commitOfStep(room.repo, room.first, quoting, step)).toBeUndefined();
    expect(await commitOfStep(room.repo, ours, later, step)).toBeUndefined();
  });
});

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
});
