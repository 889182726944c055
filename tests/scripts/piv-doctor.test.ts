import { existsSync, lstatSync } from 'node:fs';
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import type { Check } from '../../scripts/piv/doctor/check.js';
import type { Examination } from '../../scripts/piv/doctor/examine.js';
import { isAtLeast } from '../../scripts/piv/doctor/on-this-host.js';
import { makeBranch } from '../../src/git/branch.js';
import { refTip } from '../../src/git/repository.js';
import { openWorktree, worktreeDir } from '../../src/git/worktree.js';
import { DATE, openRoom, type Room } from '../git/room.js';
import { otherProcess, type OtherProcess } from '../helpers/other-process.js';
import { runPiv } from './piv-process.js';

jest.setTimeout(60_000);
const NOBODY = '127.0.0.1:1';
const SECRET = 'what-signs-in';

let room: Room;
let home: string;
let living: OtherProcess;
let model: ScriptedModel;

beforeAll(async () => {
  room = await openRoom();
  home = path.join(room.folder, 'home');
  living = await otherProcess();
  model = await startScriptedModel({ script: {}, key: SECRET });
});
afterAll(async () => {
  await living.kill();
  await model.close();
  await room.remove();
});

const environment = (more = {}) => ({ HOME: room.folder, PIV_HOME: home, TEMPORAL_ADDRESS: NOBODY, ...more });

async function examine(args: string[], more = {}) {
  const { code, stdout } = await runPiv(['doctor', '--json', ...args], environment(more));
  const { checks, leftovers } = JSON.parse(stdout) as Examination;
  return {
    code,
    leftovers,
    byName: Object.fromEntries(checks.map((check) => [check.name, check])) as Record<string, Check>,
  };
}

describe('what has to be there', () => {
  test('is named with its fix where it is not, and the exit code is 1', async () => {
    const { code, byName } = await examine([], { PATH: path.join(room.folder, 'empty'), PIV_MODEL: 'any-model' });
    expect(code).toBe(1);
    expect(byName['git']).toMatchObject({ state: 'problem', fix: expect.stringContaining('install git 2.38') });
    expect(byName['sandbox']).toMatchObject({ state: 'problem', detail: expect.stringContaining('not on the PATH') });
    expect(byName['sign-in']).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining('set ANTHROPIC_API_KEY'),
    });
    expect(byName['model']).toBeUndefined();
    expect(byName['Temporal']).toEqual({
      name: 'Temporal',
      state: 'problem',
      detail: `no Temporal server answers at ${NOBODY}`,
      fix: 'start one with: piv server',
    });
  });

  test('is told where it is', async () => {
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'host-id'), 'this-host\n');
    const { byName } = await examine([], { ANTHROPIC_API_KEY: SECRET, ANTHROPIC_BASE_URL: model.url });
    for (const name of ['Node', 'git', 'ripgrep', 'protobufjs', 'sign-in', 'model'])
      expect(byName[name]).toMatchObject({ state: 'ok' });
    expect(byName['sign-in']?.detail).toBe('ANTHROPIC_API_KEY, at the Messages API');
    expect(byName['model']?.detail).toMatch(
      /^claude-sonnet-5-5 at http:.* answers with a description, up to 128K tokens an answer, .*, effort low, .*; \$2 /,
    );
    expect(byName['Node']?.detail).toBe(process.versions.node);
    expect(byName['PIV_HOME']?.detail).toBe(`${home}, host this-host`);
  });

  test('is a PIV_HOME that can be written to, as for the commands that need one', async () => {
    const inFile = path.join(room.repo.root, 'a.txt', 'home');
    const { byName, code } = await examine([], { PIV_HOME: inFile });
    const said = `${inFile} can't be used, there is a file in its place`;
    const remedy = 'set PIV_HOME to a folder that this user may write to';
    expect(byName['PIV_HOME']).toMatchObject({ state: 'problem', detail: said, fix: remedy });
    expect(code).toBe(1);
    const more = { PIV_HOME: inFile, ANTHROPIC_API_KEY: 'key' };
    const worker = await runPiv(['worker'], environment(more));
    expect(worker).toMatchObject({ code: 4, stderr: `piv: PIV_HOME: ${said}; ${remedy}\n` });
  });

  test('is a line each for a person, with the fix below', async () => {
    const { stdout } = await runPiv(['doctor'], environment());
    expect(stdout).toMatch(/^✓ Node {8}[\d.]+$/m);
    expect(stdout).toMatch(/^✗ sign-in {5}nothing signs in to the model's service\n {14}→ set ANTHROPIC_API_KEY/m);
  });

  test('a model that does not answer is a problem with its remedy, and one without a price a warning', async () => {
    const token = { ANTHROPIC_AUTH_TOKEN: SECRET };
    const away = await examine([], { ...token, ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' });
    expect(away.code).toBe(1);
    expect(away.byName['sign-in']).toMatchObject({ state: 'ok', detail: 'ANTHROPIC_AUTH_TOKEN, at the Messages API' });
    expect(away.byName['model']).toMatchObject({
      state: 'problem',
      fix: expect.stringContaining('ANTHROPIC_BASE_URL'),
    });
    const { byName } = await examine([], { ...token, ANTHROPIC_BASE_URL: model.url, PIV_MODEL: 'any-model' });
    expect(byName['model']).toMatchObject({ state: 'warning', fix: expect.stringContaining('PIV_PRICES') });
    expect(JSON.stringify([away, byName])).not.toContain(SECRET);
  });

  test('a cloud whose package is not there is a problem, and the line that installs it its remedy', async () => {
    const { byName } = await examine([], { PIV_PROVIDER: 'vertex' });
    expect(byName['sign-in']).toMatchObject({
      state: 'problem',
      fix: expect.stringMatching(/^npm install --no-save --prefix \S+ @anthropic-ai\/vertex-sdk@/),
    });
  });
});

describe('without a Temporal server', () => {
  test('locks of the dead are removed, and nothing else: what needs Temporal to be judged is left', async () => {
    const { repo, first } = room;
    await makeBranch(repo, { slug: 'login', base: first, run: 'any-run', date: DATE });
    const dir = worktreeDir(home, repo, 'login.task-001');
    await openWorktree(repo, dir, first);
    const dead = await otherProcess();
    await dead.kill();
    const locks = {
      lease: `${dir}.lease`,
      ours: path.join(repo.gitDir, 'piv-worktrees.lock'),
      gits: path.join(repo.gitDir, 'refs', 'heads', 'piv', 'login.lock'),
    };
    await symlink(dead.holder, locks.lease);
    await symlink(dead.holder, locks.ours);
    await writeFile(locks.gits, '');
    await utimes(locks.gits, 0, 0);
    const held = {
      lease: `${worktreeDir(home, repo, 'login.read')}.lease`,
      fresh: path.join(repo.gitDir, 'refs', 'heads', 'piv', 'other.lock'),
      foreign: path.join(repo.gitDir, 'packed-refs.lock'),
    };
    await symlink(living.holder, held.lease);
    for (const file of [held.fresh, held.foreign]) await writeFile(file, '');
    await utimes(held.foreign, 0, 0);

    const found = await examine(['--repo', repo.root]);
    expect(found.byName['leftovers']).toMatchObject({ state: 'problem', detail: '3', fix: 'piv doctor --fix' });
    const fixed = await examine(['--repo', repo.root, '--fix']);
    expect(fixed.leftovers.map(({ kind, what, removed }) => ({ kind, what, removed }))).toEqual(
      [locks.ours, locks.lease, locks.gits].map((what) => ({ kind: 'lock', what, removed: true })),
    );
    expect(fixed.byName['judgement']).toMatchObject({ state: 'warning' });
    expect(fixed.byName['leftovers']).toMatchObject({ state: 'ok', detail: 'none any more, 3 removed' });
    expect(Object.values(held).filter((file) => !lstatSync(file, { throwIfNoEntry: false }))).toEqual([]);
    expect(existsSync(dir)).toBe(true);
    expect(await refTip(repo, 'refs/piv/login/start')).toBeDefined();
  });
});

describe('a version', () => {
  test.each([
    ['2.38', '2.38', true],
    ['2.39.5', '2.38', true],
    ['2.4', '2.38', false],
    ['3.0', '2.38', true],
    ['20.19.0', '20.19', true],
    ['20.18.9', '20.19', false],
  ])('%s is at least %s: %s', (version, least, is) => {
    expect(isAtLeast(version, least)).toBe(is);
  });
});
