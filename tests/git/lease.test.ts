import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeWorktrees } from '../../src/git/leavings.js';
import { assertLeased, asStep, leaseWorktree } from '../../src/git/lease.js';
import { git } from '../../src/git/git.js';
import { openWorktree, worktreeDir } from '../../src/git/worktree.js';
import { OWNER } from '../../src/processes.js';
import { otherProcess } from '../helpers/other-process.js';
import { openRoom, type Room } from './room.js';

const NAME = 'thing.task-001';

describe('a worktree that a step uses', () => {
  let room: Room;
  let home: string;
  let dir: string;
  beforeEach(async () => {
    room = await openRoom();
    home = path.join(room.folder, 'home');
    dir = worktreeDir(home, room.repo, NAME);
    await mkdir(path.dirname(dir), { recursive: true });
  });
  afterEach(() => room.remove());

  const lease = () => leaseWorktree(home, room.repo, NAME);
  const left = async () => (await readdir(path.dirname(dir))).toSorted();

  it('is its own until it ends, however often it asks', async () => {
    await asStep(async () => {
      expect(await lease()).toBe(dir);
      expect(await lease()).toBe(dir);
      assertLeased(dir);
      expect(await left()).toEqual([`${NAME}.lease`]);
    });
    expect(await left()).toEqual([]);
  });

  it('goes to the later one of two in this process, once the earlier one has been told and has ended', async () => {
    const told: string[] = [];
    const earlier = asStep(async (signal) => {
      await lease();
      await once(signal, 'abort');
      told.push('earlier was told');
      await sleep(50);
      told.push('earlier ended');
    });
    await sleep(20);
    await asStep(async () => {
      expect(await lease()).toBe(dir);
      told.push('later began');
    });
    await earlier;
    expect(told).toEqual(['earlier was told', 'earlier ended', 'later began']);
  });

  it('goes from one to the next where many attempts begin at once, as in a worker that was held up', async () => {
    let atOnce = 0;
    const attempts = Array.from({ length: 6 }, () =>
      asStep(async (signal) => {
        expect(await lease()).toBe(dir);
        expect((atOnce += 1)).toBe(1);
        await Promise.race([once(signal, 'abort'), sleep(200)]);
        await sleep(5);
        assertLeased(dir);
        atOnce -= 1;
      }),
    );
    await Promise.all(attempts);
    expect(await left()).toEqual([]);
  });

  it('is left alone by the next one where its process lives on: that takes another folder', async () => {
    const stalled = await otherProcess();
    await symlink(stalled.holder, `${dir}.lease`);
    await asStep(async () => {
      expect(await lease()).toBe(`${dir}.2`);
      expect(await lease()).toBe(`${dir}.2`);
    });
    await stalled.kill();
    await asStep(async () => expect(await lease()).toBe(dir));
    expect(await left()).toEqual([]);
  });

  it('is left alone, too, where its process may be in another container', async () => {
    await symlink('1.1.0-0-1@a-container', `${dir}.lease`);
    await asStep(async () => expect(await lease()).toBe(`${dir}.2`));
  });

  it('of a dead process is taken over once nothing that it had started runs any more', async () => {
    const worker = await otherProcess();
    const orphan = spawn('sleep', ['600'], { env: { ...process.env, [OWNER]: worker.identity }, stdio: 'ignore' });
    await once(orphan, 'spawn');
    const ended = once(orphan, 'exit');
    await symlink(worker.holder, `${dir}.lease`);
    await worker.kill();
    await asStep(async () => expect(await lease()).toBe(dir));
    expect((await ended)[1]).toBe('SIGKILL');
  });

  it('can be removed under it: it then keeps nothing that it makes, and leaves nothing', async () => {
    await asStep(async () => {
      await openWorktree(room.repo, await lease(), room.first);
      // As another process does it, which knows no step of this one.
      await git(room.repo.gitDir, ['worktree', 'remove', '--force', dir]);
      await rm(`${dir}.git`, { recursive: true });
      await rm(`${dir}.lease`);
      await mkdir(dir);
      await writeFile(path.join(dir, 'late.txt'), '');
      expect(() => assertLeased(dir)).toThrow('given to a later attempt');
    });
    expect(await left()).toEqual([]);
  });

  it('is removed with all that go by its name, also where only the repository remembers them', async () => {
    const names = [NAME, `${NAME}.2`, `${NAME}.check`, 'thing.task-0011', 'thing.task-002'];
    for (const name of names) await openWorktree(room.repo, worktreeDir(home, room.repo, name), room.first);
    const gone = worktreeDir(path.join(room.folder, 'lost'), room.repo, `${NAME}.check`);
    await openWorktree(room.repo, gone, room.first);
    await rm(path.join(room.folder, 'lost'), { recursive: true });
    await symlink('1.1@another-host', `${dir}.2.lease`);
    await asStep(() => removeWorktrees(home, room.repo, NAME));
    const others = ['thing.task-0011', 'thing.task-002'];
    expect(await left()).toEqual(others.flatMap((name) => [name, `${name}.git`]));
    const listed = (await git(room.repo.gitDir, ['worktree', 'list', '--porcelain'])).match(/^worktree .+$/gm);
    expect(listed).toHaveLength(3);
    expect(existsSync(dir)).toBe(false);
  });
});
