import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { measureBaselineActivity } from '../../src/activities/measure-baseline.js';
import { openWorkspace } from '../../src/activities/workspace.js';
import { git } from '../../src/git/git.js';
import { asStep } from '../../src/git/lease.js';
import { overlay } from '../../src/git/trees.js';
import { openBench, runActivity, type Bench } from './bench.js';

/** Tells each of its runs from the others, and names its folder as a virtual environment of Python does. */
const INSTALL =
  'mkdir -p node_modules/.bin && date +%s%N > node_modules/run && ' +
  'printf "#!$PWD/node_modules/.bin/tool \\351\\n" > node_modules/.bin/tool && ln -s "$PWD/README.md" node_modules/.bin/link';

describe('what set-up has installed for the baseline', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  const measured = async (name: string, setup: string) => {
    const { repo, place: plain, commit, tree: bare } = await bench.repository(name);
    const input = 'node_modules/\ndist/\n';
    const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input })).trim();
    const tree = await overlay(repo, bare, [{ mode: '100644', oid, path: '.gitignore' }]);
    const place = { ...plain, setup };
    const commands = { setup: { command: setup, source: 'README.md' } };
    await runActivity(measureBaselineActivity(bench.dependencies()), { place, commit, tree, commands });
    const open = async (worktree: string, at: { tree?: string; fresh?: boolean } = {}) =>
      asStep(async (signal) => {
        const where = { name: worktree, commit, tree, ...at };
        const { dir } = await openWorkspace(bench.dependencies(), place, where, signal);
        return { dir, run: await readFile(path.join(dir, 'node_modules/run'), 'utf8') };
      });
    const locked = await overlay(repo, tree, [{ mode: '100644', oid, path: 'package-lock.json' }]);
    return { open, locked, made: await open('check') };
  };

  it('is copied to other worktrees with the same lock files, where it names these', async () => {
    const { open, made } = await measured('kept', INSTALL);
    const other = await open('task-001');
    expect(other.run).toBe(made.run);
    expect(other.dir).not.toBe(made.dir);
    const bin = path.join(other.dir, 'node_modules/.bin');
    expect(await readFile(path.join(bin, 'tool'), 'latin1')).toBe(`#!${bin}/tool \u00e9\n`);
    expect(await readlink(path.join(bin, 'link'))).toBe(path.join(other.dir, 'README.md'));
  });

  it('is made anew where a lock file is another, and where a clean checkout is wanted', async () => {
    const { open, locked, made } = await measured('anew', INSTALL);
    expect((await open('task-001', { tree: locked })).run).not.toBe(made.run);
    expect((await open('task-002', { fresh: true })).run).not.toBe(made.run);
  });

  it('is made anew in each worktree where set-up also builds from the files of the repository', async () => {
    const { open, made } = await measured('built', `${INSTALL} && mkdir -p dist && cp README.md dist/`);
    expect((await open('task-001')).run).not.toBe(made.run);
  });
});
