import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git } from '../../src/git/git.js';
import { openRepository, type Repository } from '../../src/git/repository.js';
import { commitOn, type Files } from '../helpers/person.js';

/** A real repository with one commit, in a folder of its own. */
export interface Room {
  folder: string;
  repo: Repository;
  first: string;
  /** Commits these files on top of `parent`, by plumbing: the checkout stays as it is. Null removes a file. */
  commit(files: Files, parent: string, message?: string): Promise<string>;
  /** The file names of a tree or commit, with their texts. */
  texts(treeish: string): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

export const AUTHOR = { name: 'Ada Example', email: 'ada@example.org' };
export const DATE = '2026-03-04T05:06:07.890Z';

export async function openRoom(files: Record<string, string> = { 'a.txt': 'a\n' }): Promise<Room> {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'piv-git-')));
  const root = path.join(folder, 'repository');
  await mkdir(root);
  await git(root, ['init', '--quiet', '--initial-branch=main']);
  await git(root, ['config', 'user.name', AUTHOR.name]);
  await git(root, ['config', 'user.email', AUTHOR.email]);
  await writeFiles(root, files);
  await git(root, ['add', '--all']);
  await git(root, ['commit', '--quiet', '--message', 'chore: Start']);
  const repo = await openRepository(root);
  const first = (await git(root, ['rev-parse', 'HEAD'])).trim();
  return {
    folder,
    repo,
    first,
    commit: (changes, parent, message = 'chore: Change') => commitOn(root, parent, changes, message),
    texts: (treeish) => textsOf(repo, treeish),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (text === null) await rm(file);
    else await writeFile(file, text);
  }
}

async function textsOf(repo: Repository, treeish: string): Promise<Record<string, string>> {
  const names = (await git(repo.gitDir, ['ls-tree', '-r', '--name-only', '-z', treeish])).split('\0').filter(Boolean);
  const texts = names.map(async (name) => [name, await git(repo.gitDir, ['cat-file', 'blob', `${treeish}:${name}`])]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}
