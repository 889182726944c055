import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from '../../src/sandbox/confine.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { runCommand } from '../../src/sandbox/run.js';

const modes = (await sandboxProblem()) ? (['off'] as const) : (['on', 'off'] as const);
const base = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-limits-test-')));
afterAll(() => rm(base, { recursive: true, force: true }));

describe.each(modes)('what a command may use with the sandbox %s', (mode) => {
  const limits = { memoryMb: 300, processes: 100, fileMb: 2, diskMb: 10 };
  const runIn = async (command: string, more: Partial<Confinement> = {}) => {
    const root = await mkdtemp(path.join(base, 'root-'));
    const confine = { mode, root, readable: [], network: false as const, commandPath: [], limits, ...more };
    return { root, ...(await runCommand(command, confine, { timeoutMs: 20_000 })) };
  };

  it('ends one that starts too many processes, and says so', async () => {
    const { output, exitCode } = await runIn('for i in $(seq 200); do sleep 30 & done; wait');
    expect(output).toContain('[killed: more than 100 processes]');
    expect(exitCode).not.toBe(0);
  });

  it('ends one that takes too much memory, alone or in several processes', async () => {
    const hold = (mb: number) => `node -e 'const b = Buffer.alloc(${mb}e6, 1); setTimeout(() => b, 30_000)'`;
    for (const command of [hold(500), `${hold(150)} & ${hold(150)} & ${hold(150)} & wait`]) {
      expect((await runIn(command)).output).toContain('[killed: more than 300 MB of memory]');
    }
  });

  it('lets no file grow over its limit, and says so whatever the program says', async () => {
    for (const write of ['head -c 5M /dev/zero > big', `node -e 'fs.writeFileSync("big", Buffer.alloc(5e6))'`]) {
      const { output, root } = await runIn(write);
      expect(output).toContain('[limit: no file may grow over 2 MB]');
      expect((await stat(path.join(root, 'big'))).size).toBe(2 * 1024 * 1024);
    }
  });

  it('leaves one alone on a disk that was nearly full before', async () => {
    const more = { limits: { ...limits, fileMb: 100_000, diskMb: Number.MAX_SAFE_INTEGER } };
    const write = 'for i in $(seq 10); do sleep 0.1; done; echo not reached';
    expect((await runIn(write, more)).output).toBe('not reached\n');
  });
});
