import { spawn } from 'node:child_process';
import { setImmediate as nextTick } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from '../../src/sandbox/confine.js';
import { memoryForCommands } from '../../src/sandbox/limits.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { usageOf } from '../../src/sandbox/usage.js';
import { runCommand } from '../../src/sandbox/run.js';

const modes = (await sandboxProblem()) ? (['off'] as const) : (['on', 'off'] as const);
const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-limits-test-')));
afterAll(() => rm(base, { recursive: true, force: true }));

describe.each(modes)('what a command may use with the sandbox %s', (mode) => {
  const limits = { memoryMb: 300, allMemoryMb: 10_000, processes: 100, fileMb: 2, diskMb: 10 };
  const runIn = async (command: string, more: Partial<Confinement> = {}) => {
    const root = await mkdtemp(path.join(base, 'root-'));
    const confine = { mode, root, readable: [], network: false as const, commandPath: [], limits, ...more };
    return { root, ...(await runCommand(command, confine, { timeoutMs: 20_000 })) };
  };

  it('ends one that starts too many processes, and says so', async () => {
    const { output, exitCode } = await runIn('for i in $(seq 200); do sleep 30 & done; wait');
    expect(output).toContain('[killed: more than 100 processes (PIV_COMMAND_PROCESSES)]');
    expect(exitCode).not.toBe(0);
  });

  const hold = (mb: number, ms = 30_000) => `node -e 'const b = Buffer.alloc(${mb}e6, 1); setTimeout(() => b, ${ms})'`;

  it('ends one that takes too much memory, alone or in several processes', async () => {
    for (const command of [hold(500), `${hold(150)} & ${hold(150)} & ${hold(150)} & wait`]) {
      expect((await runIn(command)).output).toContain('[killed: more than 300 MB of memory (PIV_COMMAND_MEMORY_MB)]');
    }
  });

  const onlyConfined = mode === 'on' && process.platform === 'linux' ? it : it.skip;
  onlyConfined('counts what it puts into folders in memory, wherever they are', async () => {
    const more = { limits: { ...limits, fileMb: 200 } };
    const fill = (folder: string) => `head -c 140M /dev/zero > ${folder}/fill`;
    const { output } = await runIn(`${fill('/tmp')}; ${fill('/dev/shm')}; ${hold(60)}; echo not reached`, more);
    expect(output).toContain('[killed: more than 300 MB of memory (PIV_COMMAND_MEMORY_MB)]');
  });

  onlyConfined('counts nothing of the disk while a sandbox is made', async () => {
    const folders = ['/root', '/home', '/mnt', '/dev/shm'].flatMap((folder) => ['--tmpfs', folder]);
    const options = ['--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', '--dev', '/dev', ...folders];
    let most = 0;
    for (let round = 0; round < 100; round += 1) {
      const child = spawn('bwrap', [...options, '--', 'true'], { stdio: 'ignore' });
      while (child.exitCode === null) {
        most = Math.max(most, (await usageOf(child.pid!, 100)).memoryMb);
        await nextTick();
      }
    }
    expect(most).toBeLessThan(100);
  });

  it('ends the one of several that has most, when together they have too much', async () => {
    const more = { limits: { ...limits, allMemoryMb: 220 } };
    const root = await mkdtemp(path.join(base, 'small-'));
    const small = runIn(`${hold(40)} & until test -e go; do sleep 0.1; done; echo ended`, { ...more, root });
    const large = runIn(hold(200), more);
    expect((await large).output).toContain(
      '[killed: it had most of the memory of 2 commands, together more than 220 MB',
    );
    await writeFile(path.join(root, 'go'), '');
    expect((await small).output).toBe('ended\n');
  });

  it('says of one that somebody else has killed that it was no limit', async () => {
    const run = await runIn('kill -9 $$');
    expect(run).toMatchObject({ exitCode: 137, killed: expect.stringMatching(/SIGKILL, no limit/) });
  });

  it('names the setting where the kernel refuses a process more memory', async () => {
    const { output } = await runIn(`python3 -c 'x = bytearray(900 * 1024 * 1024)'`);
    expect(output).toMatch(
      /MemoryError\n\n\[limit: a process may reserve 600 MB of memory, twice PIV_COMMAND_MEMORY_MB\]/,
    );
  });

  it('lets no file grow over its limit, and says so whatever the program says', async () => {
    for (const write of ['head -c 5M /dev/zero > big', `node -e 'fs.writeFileSync("big", Buffer.alloc(5e6))'`]) {
      const { output, root } = await runIn(write);
      expect(output).toContain('[limit: no file may grow over 2 MB (PIV_COMMAND_FILE_MB)]');
      expect((await stat(path.join(root, 'big'))).size).toBe(2 * 1024 * 1024);
    }
  });

  it('leaves one alone on a disk that was nearly full before', async () => {
    const more = { limits: { ...limits, fileMb: 100_000, diskMb: Number.MAX_SAFE_INTEGER } };
    const write = 'for i in $(seq 10); do sleep 0.1; done; echo not reached';
    expect((await runIn(write, more)).output).toBe('not reached\n');
  });
});

it.each([
  [16_000, 0, 12_000],
  [16_000, 4_096, 3_072],
  [16_000, 8e12, 12_000],
  [1_000, 0, 488],
  [600, 0, 256],
])('leaves of %i MB, in a container that may have %i, %i to commands', (total, container, left) => {
  expect(memoryForCommands(total, container)).toBe(left);
});
