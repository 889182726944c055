import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, withLock } from '#scripts/lock.mjs';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piv-lock-'));
  lock = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function endedProcess() {
  const child = spawn(process.execPath, ['--eval', 'process.stdin.resume()']);
  const identity = identify(child.pid ?? 0) ?? '';
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
}

describe('withLock', () => {
  test('lets one in at a time and leaves nothing behind', async () => {
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      seen.push(++inside);
      await sleep(5);
      inside--;
    };
    await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
    expect(seen).toEqual([1, 1, 1]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('takes over from a process that has ended', async () => {
    await writeFile(lock, await endedProcess());
    expect(await withLock(lock, () => 'done')).toBe('done');
  });

  test('tells who it waits for, and is given back when the work fails', async () => {
    const holders: number[] = [];
    const failing = withLock(lock, async () => {
      await sleep(5);
      throw new Error('work failed');
    });
    const waiting = withLock(
      lock,
      () => 'done',
      (pid) => holders.push(pid),
    );
    await expect(failing).rejects.toThrow('work failed');
    expect(await waiting).toBe('done');
    expect(holders).toEqual([process.pid]);
  });
});
