import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diskProblem, fillDisk, mountDisk } from '../../scripts/chaos/disk.js';
import { fillsNoMore } from '../../src/sandbox/disks.js';
import { LIMITS } from '../../src/sandbox/limits.js';
import { runIn } from '../../src/verify/checkout.js';

/** A disk of its own takes root. */
const describeOnDisk = (await diskProblem()) === undefined ? describe : describe.skip;

describeOnDisk('a command whose disk fills', () => {
  let room: string;
  let dir: string;
  let unmount: () => Promise<void>;
  beforeAll(async () => {
    room = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-full-disk-')));
    dir = path.join(room, 'disk');
    unmount = await mountDisk(dir, 64);
  });
  afterAll(async () => {
    await unmount();
    await rm(room, { recursive: true });
  });

  const run = (command: string) => {
    const confine = { mode: 'off' as const, root: dir, readable: [], network: false as const, commandPath: [] };
    return runIn({ dir, confine: { ...confine, limits: LIMITS } }, command, { timeoutMs: 20_000 });
  };

  it('is run once more where it was not what filled it, as it would be judged for that', async () => {
    const running = run('echo begun >> runs; sleep 2; echo ended');
    while ((await readFile(path.join(dir, 'runs'), 'utf8').catch(() => '')) === '') await sleep(20);
    await fillDisk(dir, 1, async () => undefined);
    expect(await running).toMatchObject({ exitCode: 0, output: 'ended\n' });
    expect(await readFile(path.join(dir, 'runs'), 'utf8')).toBe('begun\nbegun\n');
  });

  it('was what filled it where what it has left still does', async () => {
    const full = { folder: dir, floorMb: 1_000 };
    expect(await fillsNoMore(full, 500)).toBe(false);
    expect(await fillsNoMore({ ...full, floorMb: 1 }, 500)).toBe(true);
  });
});
