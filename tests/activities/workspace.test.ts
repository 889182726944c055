import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorkspace } from '../../src/activities/workspace.js';
import { git } from '../../src/git/git.js';
import { asStep } from '../../src/git/lease.js';
import { overlay } from '../../src/git/trees.js';
import { openBench, type Bench } from './bench.js';

/** Ignored by git, and tells how often it was made. */
const LOG = path.join('node_modules', 'log');
const SETUP = `mkdir -p node_modules && echo made >> ${LOG}`;

describe('a worktree', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  it('is set up once, and again when a lock file has changed', async () => {
    const { repo, place, commit, tree } = await bench.repository('locks');
    const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input: '{}' })).trim();
    const locked = await overlay(repo, tree, [{ mode: '100644', oid, path: 'package-lock.json' }]);
    const shorter = await overlay(repo, locked, [], ['README.md']);
    const timesMade: number[] = [];
    for (const next of [tree, tree, locked, shorter]) {
      const at = { name: 'task-001', commit, tree: next };
      const { dir } = await asStep((signal) =>
        openWorkspace(bench.dependencies(), { ...place, setup: SETUP }, at, signal),
      );
      timesMade.push((await readFile(path.join(dir, LOG), 'utf8')).trim().split('\n').length);
    }
    expect(timesMade).toEqual([1, 1, 2, 2]);
  });

  it('that could not be set up says why and what may help', async () => {
    const { place, commit, tree } = await bench.repository('broken');
    const at = { name: 'task-001', commit, tree };
    const setup = 'echo no registry; exit 3';
    const opening = asStep((signal) => openWorkspace(bench.dependencies(), { ...place, setup }, at, signal));
    await expect(opening).rejects.toMatchObject({
      type: 'SetupFailed',
      message: expect.stringMatching(/exit code 3 .*--setup-network.*no registry/s),
    });
  });
});
