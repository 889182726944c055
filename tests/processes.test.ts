import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { HERE, isOfEarlierBoot } from '../src/place.js';
import { endOrphans, identityOf, isDead, isHere, me, OWNER } from '../src/processes.js';
import { otherProcess } from './helpers/other-process.js';

const [machine, boot, namespace] = HERE.split('-');

describe('a process', () => {
  it('is alive until it ends, and another one of its number is not it', async () => {
    const other = await otherProcess();
    expect([me(), other.identity].map(isDead)).toEqual([false, false]);
    const [pid, start, ...place] = other.identity.split('.');
    expect(isDead([pid, Number(start) - 1, ...place].join('.'))).toBe(true);
    await other.kill();
    expect(isDead(other.identity)).toBe(true);
    expect(identityOf(Number(pid))).toBeUndefined();
  });

  it('in another container is told apart from those here, and never taken for dead', async () => {
    const program = `import('${process.cwd()}/dist/src/processes.js').then(({ me }) => console.log(me()))`;
    const inside = ['--user', '--map-root-user', '--pid', '--fork', '--mount-proc', process.execPath, '-e', program];
    const identity = (await promisify(execFile)('unshare', inside)).stdout.trim();
    expect(identity).toMatch(/^\d+\.\d+\.\w*-\w+-\d+$/);
    expect([isHere(identity), isDead(identity)]).toEqual([false, false]);
  });

  it('of the time before this machine was started is dead; of another machine, or a container, nothing is known', () => {
    const before = `${machine}-0badb007-${namespace}`;
    expect(isDead(`1.1.${before}`)).toBe(isOfEarlierBoot(before));
    const here = 'aaaa-bbbb-4026531836';
    expect(isOfEarlierBoot('aaaa-cccc-4026531836', here)).toBe(true);
    expect(isOfEarlierBoot('eeee-cccc-4026531836', here)).toBe(false);
    expect(isOfEarlierBoot('aaaa-cccc-4026532999', here)).toBe(false);
    expect(isOfEarlierBoot('aaaa-cccc-4026531836', 'aaaa-bbbb-4026532999')).toBe(false);
    expect(isOfEarlierBoot('-cccc-4026531836', '-bbbb-4026531836')).toBe(false);
    expect(isDead(`1.1.eeee-${boot}-1`)).toBe(false);
  });
});

/** Whose a process is, is told by /proc. */
const itIsFound = process.platform === 'linux' ? it : it.skip;

describe('a git that a dead worker has left', () => {
  itIsFound(
    'is ended when it has had its time, also where the clock is put back meanwhile',
    async () => {
      const room = await mkdtemp(path.join(os.tmpdir(), 'piv-orphan-'));
      const file = path.join(room, 'git');
      await copyFile('/bin/sleep', file);
      const orphan = spawn(file, ['60'], { env: { [OWNER]: 'dead' } });
      const ended = once(orphan, 'exit');
      const ending = endOrphans('dead');
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
      try {
        await ending;
        expect(await ended).toEqual([null, 'SIGKILL']);
      } finally {
        clock.mockRestore();
        await rm(room, { recursive: true });
      }
    },
    20_000,
  );
});
