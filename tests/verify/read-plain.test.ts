import { afterAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPlain } from '../../src/verify/read-plain.js';

const folder = await mkdtemp(path.join(tmpdir(), 'piv-plain-test-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rm(folder, { recursive: true }));

it('reads a file that a command wrote, and neither follows nor waits where it put something else', async () => {
  await writeFile(at('report'), 'text');
  await symlink(at('report'), at('link'));
  await symlink('/dev/zero', at('endless'));
  execFileSync('mkfifo', [at('pipe')]);
  await writeFile(at('huge'), '');
  await truncate(at('huge'), 1e12);
  expect(await readPlain(at('report'))).toBe('text');
  for (const name of ['link', 'endless', 'pipe', 'huge', 'missing', '.']) expect(await readPlain(at(name))).toBe('');
});
