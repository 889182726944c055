import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { configText } from '../../scripts/piv/init/config-text.js';
import { tryCommands } from '../../scripts/piv/init/try-commands.js';
import { git } from '../../src/git/git.js';
import { parseConfig } from '../../src/repository-config.js';

let room: string;
let repo: string;
const { PIV_HOME } = process.env;

beforeAll(async () => {
  room = await mkdtemp(path.join(os.tmpdir(), 'piv-init-'));
  repo = path.join(room, 'repository');
  process.env['PIV_HOME'] = path.join(room, 'home');
  await mkdir(path.join(repo, 'test'), { recursive: true });
  const scripts = { test: 'node --test', lint: 'eslint-that-is-not-there', typecheck: 'exit 2' };
  await writeFile(path.join(repo, 'package.json'), JSON.stringify({ scripts }));
  await writeFile(path.join(repo, 'test/a.test.js'), "require('node:test')('a', () => {});\n");
  await git(repo, ['init', '-q'], {});
  await git(repo, ['add', '-A'], {});
  await git(repo, ['-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-qm', 'Begin'], {});
});
afterAll(async () => {
  if (PIV_HOME === undefined) delete process.env['PIV_HOME'];
  else process.env['PIV_HOME'] = PIV_HOME;
  await rm(room, { recursive: true, force: true });
});

it('says what works, with what does not as a comment, and leaves nothing behind', async () => {
  const { commands, baseline } = await tryCommands(repo, 'off');
  const text = configText(commands, baseline);
  expect(text).toMatch(/^# Tests as they are now: 1 passed, 0 failed, 0 skipped\.\ncommands:\n/);
  expect(text).toMatch(/\n {2}test: npm (?:run )?test\n/);
  expect(text).toMatch(/\n {2}# `.*lint` .*can't be run: .*\n {2}# lint: /);
  expect(parseConfig(text).commands.test?.command).toBe(commands.test?.command);
  expect(parseConfig(text).commands.lint).toBeUndefined();
  expect(await git(repo, ['for-each-ref', 'refs/piv'], {})).toBe('');
  expect((await git(repo, ['worktree', 'list'], {})).trim().split('\n')).toHaveLength(1);
  const [key] = await readdir(path.join(room, 'home/worktrees'));
  expect((await readdir(path.join(room, 'home/worktrees', key!))).filter((name) => !name.endsWith('.lock'))).toEqual(
    [],
  );
});
