import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { resolvePath, resolveWritable } from '../../../src/agent/tools/paths.js';
import { playground, type Playground } from './workspace.js';

let place: Playground;
let dir: string;

beforeAll(async () => {
  place = await playground({ 'src/a.js': 'a\n', 'tests/a.test.js': 'test\n' });
  dir = place.workspace.dir;
  await mkdir(join(place.outer, 'work-beside'));
  await writeFile(join(place.outer, 'work-beside/secret'), 'secret\n');
  await symlink('../work-beside', join(dir, 'out'));
  await symlink('../work-beside/new', join(dir, 'dangling'));
  await symlink('loop', join(dir, 'loop'));
  await symlink('src', join(dir, 'alias'));
  await symlink('../tests/a.test.js', join(dir, 'src/innocent.js'));
  await symlink('.git', join(dir, 'history'));
});
afterAll(() => place.remove());

test.each([
  ['src/a.js', 'src/a.js'],
  ['./src//a.js', 'src/a.js'],
  ['src/', 'src'],
  ['.', '.'],
  ['new/folder/b.js', 'new/folder/b.js'],
  ['alias/a.js', 'src/a.js'],
  ['alias/new.js', 'src/new.js'],
  ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
  ['src/..a.js', 'src/..a.js'],
])('%s leads to %s', async (given, path) => {
  expect((await resolvePath(dir, given)).path).toBe(path);
});

test('an absolute path inside the worktree is taken', async () => {
  expect((await resolvePath(dir, join(dir, 'src/a.js'))).path).toBe('src/a.js');
});

test('a worktree that is reached through a symlink is itself no way out', async () => {
  const link = join(place.outer, 'link');
  await symlink(dir, link);
  expect((await resolvePath(link, 'src/a.js')).path).toBe('src/a.js');
  expect((await resolvePath(link, join(link, 'src/a.js'))).path).toBe('src/a.js');
});

test.each([
  ['../work-beside/secret', /"\.\."/],
  ['src/../src/a.js', /"\.\."/],
  ['/etc/passwd', /outside/],
  ['out/secret', /outside/],
  ['out/new/file', /outside/],
  ['dangling', /leads nowhere/],
  ['dangling/x', /leads nowhere/],
  ['loop', /leads to itself/],
  ['.git/config', /git's own/],
  ['vendor/.GIT/hooks/post-commit', /git's own/],
  ['history/config', /git's own/],
  ['src/a.js/b.js', /through a file/],
  ['src/\0a.js', /control characters/],
  ['src/a.js\n', /control characters/],
  ['x'.repeat(5_000), /too long/],
])('%j is refused', async (given, reason) => {
  await expect(resolvePath(dir, given)).rejects.toThrow(reason);
});

test('a folder beside the worktree whose name begins like its name is outside', async () => {
  await expect(resolvePath(dir, `${dir}-beside/secret`)).rejects.toThrow(/outside/);
});

test('the rules of a stage are asked about the file behind a symlink', async () => {
  const refuseWrite = (path: string) => (path.startsWith('tests/') ? 'tests are sealed' : undefined);
  await expect(resolveWritable({ dir, refuseWrite }, 'src/innocent.js')).rejects.toThrow(
    'tests/a.test.js was not written: tests are sealed',
  );
  expect((await resolveWritable({ dir, refuseWrite }, 'src/a.js')).path).toBe('src/a.js');
});
