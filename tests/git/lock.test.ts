import { lutimes, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dropStale, holderOf, isMine, releaseLock, takeLock, withLock } from '../../src/git/lock.js';
import { me } from '../../src/processes.js';
import { otherProcess } from '../helpers/other-process.js';

describe('a lock', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'piv-git-lock-'));
    file = path.join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lets one in at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push(++inside);
      await sleep(5);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, work)));
    expect(seen).toEqual(Array.from({ length: 8 }, () => 1));
    expect(await readdir(folder)).toEqual([]);
  });

  it('whose holder was killed is taken over at once, by one of those who wait', async () => {
    const other = await otherProcess();
    await symlink(other.holder, file);
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(5);
      inside -= 1;
    };
    const waiting = Promise.all(Array.from({ length: 4 }, () => withLock(file, work)));
    await sleep(100);
    expect(most).toBe(0);
    await other.kill();
    const killed = Date.now();
    await waiting;
    expect(most).toBe(1);
    expect(Date.now() - killed).toBeLessThan(1_000);
    expect(await readdir(folder)).toEqual([]);
  });

  it('whose taking over was cut in the middle is taken over all the same', async () => {
    const [holder, taker] = [await otherProcess(), await otherProcess()];
    await symlink(holder.holder, file);
    await symlink(taker.holder, `${file}.${holder.identity}`);
    await Promise.all([holder.kill(), taker.kill()]);
    await withLock(file, async () => undefined);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a living process, or of one on another host, is never removed', async () => {
    expect(takeLock(file)).toBe(true);
    dropStale(file);
    expect(takeLock(file)).toBe(false);
    const far = path.join(folder, 'far');
    await symlink('1.1@another-host', far);
    dropStale(far);
    expect(holderOf(far)).toBe('1.1@another-host');
  });

  it('of a process that moved to another host name stays its own', async () => {
    await symlink(`${me()}@before-the-network-changed`, file);
    expect(isMine(file)).toBe(true);
    dropStale(file);
    releaseLock(file);
    expect(holderOf(file)).toBeUndefined();
  });

  it('of a container is waited for while that gives signs of life, and taken over when it gives none', async () => {
    await symlink('1.1.0-0-1@a-container', file);
    let inside = false;
    const waiting = withLock(file, async () => void (inside = true), 150);
    for (let n = 0; n < 10; n += 1) {
      await sleep(40);
      await lutimes(file, n, n);
    }
    expect(inside).toBe(false);
    await waiting;
    expect(await readdir(folder)).toEqual([]);
  });
});
