import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../../src/git/git.js';

/** A person's own checkout, in the middle of their work, and all that can be seen of it. */

const HOOKS = [
  'applypatch-msg',
  'pre-applypatch',
  'post-applypatch',
  'pre-commit',
  'pre-merge-commit',
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'pre-rebase',
  'post-checkout',
  'post-merge',
  'pre-push',
  'pre-auto-gc',
  'post-rewrite',
  'reference-transaction',
  'post-index-change',
  'fsmonitor-watchman',
];

/** Changes a tracked file, stages another change, leaves a file untracked, and has every hook write to `mark`. */
export async function makeDirty(repo: string, mark: string): Promise<void> {
  await appendFile(path.join(repo, 'README.md'), '\nIn the middle of something.\n');
  await writeFile(path.join(repo, 'untracked.txt'), 'mine\n');
  await writeFile(path.join(repo, 'src', 'staged.js'), 'export const staged = true;\n');
  await git(repo, ['add', 'src/staged.js']);
  const hooks = path.join(repo, '.git', 'hooks');
  await mkdir(hooks, { recursive: true });
  for (const hook of HOOKS) {
    await writeFile(path.join(hooks, hook), `#!/bin/sh\necho ${hook} >> '${mark}'\n`, { mode: 0o755 });
  }
  await git(repo, ['config', 'core.fsmonitor', path.join(hooks, 'fsmonitor-watchman')]);
}

export async function lookAt(repo: string): Promise<Record<string, unknown>> {
  const dotGit = path.join(repo, '.git');
  const files = ['HEAD', 'config', 'index', 'info/exclude'].filter((file) => existsSync(path.join(dotGit, file)));
  const hashes = files.map(async (file) => [file, hash(await readFile(path.join(dotGit, file)))]);
  const hooks = await readdir(path.join(dotGit, 'hooks'));
  return {
    status: await git(repo, ['status', '--porcelain=v1', '--branch']),
    commit: (await git(repo, ['rev-parse', 'HEAD', 'main'])).trim(),
    git: (await readdir(dotGit)).filter((name) => !['objects', 'refs', 'logs', 'packed-refs'].includes(name)),
    work: await filesBelow(repo, (name) => name !== '.git'),
    hooks: await Promise.all(hooks.map(async (name) => [name, hash(await readFile(path.join(dotGit, 'hooks', name)))])),
    ...(Object.fromEntries(await Promise.all(hashes)) as Record<string, string>),
  };
}

async function filesBelow(folder: string, wanted: (name: string) => boolean): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of (await readdir(folder, { withFileTypes: true })).filter(({ name }) => wanted(name))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) Object.assign(found, await filesBelow(file, () => true));
    else found[file] = hash(await readFile(file));
  }
  return found;
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
