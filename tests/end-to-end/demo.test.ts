import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { root } from '#scripts/places.mjs';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 900_000;
const run = promisify(execFile);
const demo = (...args: string[]) => run('npm', ['run', '--silent', 'demo', '--', ...args], { cwd: root });

describe('npm run demo, as a newcomer runs it', () => {
  let room: string;
  beforeAll(async () => {
    room = await mkdtemp(path.join(os.tmpdir(), 'piv-newcomer-'));
  });
  afterAll(async () => rm(room, { recursive: true, force: true }));

  it(
    'ends PASSED, prints nothing but the final status with --json, and leaves the repository where --dir says',
    async () => {
      const folder = path.join(room, 'shop');
      const { stdout } = await demo('--json', '--dir', folder);
      const status = JSON.parse(stdout) as Status;
      expect(status.validation?.verdict).toBe('PASSED');
      expect(status.sessions).toHaveLength(2);
      expect(status.sessions[0]).toMatchObject({ done: ['task-001', 'task-002'], next: 'task-003' });
      const branch = await git(folder, ['log', '--format=%s', `main..${status.branch}`]);
      expect(branch.trim().split('\n')).toHaveLength(5);
      expect((await git(folder, ['branch', '--show-current'])).trim()).toBe('main');
    },
    PATIENCE,
  );

  it('refuses a folder that is not empty, and leaves it as it was', async () => {
    const folder = path.join(room, 'full');
    await git(room, ['init', '--quiet', folder]);
    await writeFile(path.join(folder, 'mine.txt'), 'mine');
    await expect(demo('--dir', folder)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    expect((await readdir(folder)).toSorted()).toEqual(['.git', 'mine.txt']);
  });

  it('says what is wrong with an option, and exits with 2', async () => {
    await expect(demo('--colour')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('usage:') });
  });
});
