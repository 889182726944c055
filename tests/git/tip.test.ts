import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitMessage, writeCommit } from '../../src/git/commit.js';
import { git } from '../../src/git/git.js';
import { treeOf } from '../../src/git/repository.js';
import { commitOfStep, readTip } from '../../src/git/tip.js';
import { AUTHOR, DATE, openRoom, type Room } from './room.js';

const BRANCH = 'piv/thing';
const STEP = 'thing/task-001/land';
const LATER = '2026-03-04T05:06:08.000Z';

describe('the tip of a branch', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());

  const branchAt = (commit: string) => git(room.repo.gitDir, ['branch', '--force', BRANCH, commit]);

  /** As a landing makes it. */
  const landed = async (parent: string, { step = STEP, feature = 'thing', date = DATE } = {}) =>
    writeCommit(room.repo, {
      tree: await treeOf(room.repo, parent),
      parents: [parent],
      message: commitMessage({
        subject: 'feat: Add b',
        body: 'Body.',
        trailers: { 'PIV-Feature': feature, 'PIV-Task': 'task-001', 'PIV-Step': step },
      }),
      author: AUTHOR,
      date,
    });

  it('takes along what a person has committed on top of what we know', async () => {
    const persons = await room.commit({ 'b.txt': 'b\n' }, room.first);
    await branchAt(persons);
    expect(await readTip(room.repo, 'thing', room.first)).toBe(persons);
  });

  it('is read the same whatever a configuration says of how commits look, and where they are replaced', async () => {
    const made = await landed(room.first, { step: 'thing/größe/land' });
    await branchAt(made);
    const read = () => commitOfStep(room.repo, 'thing', { base: room.first, tip: made }, { step: 'thing/größe/land' });
    expect(await read()).toBe(made);
    const settings = {
      'core.commentChar': 'P',
      'trailer.separators': '#',
      'i18n.logOutputEncoding': 'ISO-8859-1',
      'i18n.commitEncoding': 'ISO-8859-1',
      'log.showSignature': 'true',
      'log.date': 'relative',
      'core.worktree': room.folder,
    };
    for (const [name, value] of Object.entries(settings))
      execFileSync('git', ['config', name, value], { cwd: room.repo.gitDir });
    await git(room.repo, ['replace', made, await room.commit({ 'b.txt': 'b\n' }, room.first)]);
    expect(await read()).toBe(made);
    expect(await landed(room.first, { step: 'thing/größe/land' })).toBe(made);
    expect(await treeOf(room.repo, made)).toBe(await treeOf(room.repo, room.first));
  });

  it('is an error with the command that mends it, when the branch was rewritten or is gone', async () => {
    const known = await room.commit({ 'b.txt': 'b\n' }, room.first);
    const mend = `git branch -f ${BRANCH} ${known.slice(0, 12)}`;
    await expect(readTip(room.repo, 'thing', known)).rejects.toMatchObject({
      type: 'BranchRewritten',
      message: expect.stringMatching(/^piv\/thing is gone/),
    });
    await branchAt(room.first);
    await expect(readTip(room.repo, 'thing', known)).rejects.toThrow(mend);
    await git(room.repo.gitDir, mend.split(' ').slice(1));
    expect(await readTip(room.repo, 'thing', known)).toBe(known);
  });

  it('is an error with the command that mends it, when it holds commits of ours that nobody knows of', async () => {
    const unknown = await landed(room.first);
    await branchAt(await room.commit({ 'c.txt': 'c\n' }, unknown));
    const mend = `git branch -f ${BRANCH} ${room.first.slice(0, 12)}`;
    const reading = readTip(room.repo, 'thing', room.first);
    await expect(reading).rejects.toMatchObject({ type: 'BranchAhead', message: expect.stringContaining(mend) });
    await expect(reading).rejects.toThrow(`${unknown.slice(0, 12)} "feat: Add b"`);
    await git(room.repo.gitDir, mend.split(' ').slice(1));
    expect(await readTip(room.repo, 'thing', room.first)).toBe(room.first);
  });

  it('may hold the commit that is being made, and none like it', async () => {
    const mine = await landed(room.first);
    await branchAt(mine);
    expect(await readTip(room.repo, 'thing', room.first, { step: STEP, date: DATE })).toBe(mine);
    expect(await readTip(room.repo, 'thing', room.first, { step: STEP })).toBe(mine);
    const others = [
      { step: STEP, date: LATER },
      { step: 'thing/task-002/land', date: DATE },
    ];
    for (const making of others) {
      await expect(readTip(room.repo, 'thing', room.first, making)).rejects.toMatchObject({ type: 'BranchAhead' });
    }
  });

  it('may hold commits of another feature, and of ours what a person has picked', async () => {
    const other = await landed(room.first, { feature: 'other', step: 'other/task-001/land' });
    const message = (await git(room.repo.gitDir, ['log', '-1', '--format=%B', await landed(other)])).trim();
    const picked = await room.commit({ 'b.txt': 'b\n' }, other, message);
    await branchAt(picked);
    expect(await readTip(room.repo, 'thing', room.first)).toBe(picked);
  });

  it('is searched for the commit of a step by its trailer and date, and for nothing like it', async () => {
    const quoting = await room.commit({}, room.first, `docs: Say PIV-Step: ${STEP}\n\nPIV-Step: ${STEP}-not`);
    const ours = await landed(quoting);
    const tip = await room.commit({}, ours);
    const find = (base: string, to: string, date?: string) =>
      commitOfStep(room.repo, 'thing', { base, tip: to }, { step: STEP, ...(date ? { date } : {}) });
    expect(await find(room.first, tip)).toBe(ours);
    expect(await find(room.first, tip, DATE)).toBe(ours);
    expect(await find(room.first, tip, LATER)).toBeUndefined();
    expect(await find(room.first, quoting)).toBeUndefined();
    expect(await find(ours, tip)).toBeUndefined();
  });
});
