import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../../../src/if-there.js';
import { openRepository, type Repository } from '../../../src/git/repository.js';

/** Where leftovers are looked for: the repositories of this host's worktrees and clones, of features, and named ones. */
export async function repositories(home: string, named: string[]): Promise<Repository[]> {
  const found = new Map<string, Repository>();
  const add = (repo: Repository | undefined) => repo && found.set(repo.gitDir, repo);
  for (const dir of await worktreeFolders(home)) add(await repositoryOf(dir));
  for (const folder of await foldersIn(path.join(home, 'repositories'))) {
    const gitDir = await realpath(folder);
    add({ root: gitDir, gitDir });
  }
  // Why one can't be opened is a check of its own: see `on-repositories.ts`.
  for (const folder of named) add(await openRepository(folder).catch(() => undefined));
  return [...found.values()];
}

/** Every worktree's folder below PIV_HOME. */
export async function worktreeFolders(home: string): Promise<string[]> {
  const keys = await foldersIn(path.join(home, 'worktrees'));
  return (await Promise.all(keys.map(foldersIn))).flat();
}

/** The repository that a worktree's folder belongs to; undefined where that is gone, or the folder is half made. */
export async function repositoryOf(dir: string): Promise<Repository | undefined> {
  const pointer = await ifThere(readFile(path.join(dir, '.git'), 'utf8'));
  const own = /^gitdir: (.+)$/m.exec(pointer ?? '')?.[1];
  const gitDir = own && path.dirname(path.dirname(own));
  const there = gitDir && (await ifThere(readFile(path.join(gitDir, 'HEAD'), 'utf8')));
  return there ? { root: gitDir, gitDir } : undefined;
}

export async function foldersIn(folder: string): Promise<string[]> {
  const entries = (await ifThere(readdir(folder, { withFileTypes: true }))) ?? [];
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
}
