import { stat } from 'node:fs/promises';
import path from 'node:path';
import { git, gitOr, type GitOptions } from './git.js';
import type { Repository } from './repository.js';
import { pastPipes } from '../special-files.js';

interface Known {
  changed: number;
  config: string[];
}

/** Of each repository, as long as its configuration stays as it was: asking git costs a turn 6 ms. */
const known = new Map<string, Known>();

/**
 * Git where it may read or write files of a worktree, with none of the repository's filter drivers. The attributes that
 * choose them come with the tree, so an agent could have any of them run on its files, outside of the sandbox.
 */
export async function unfiltered(
  repo: Repository,
  dir: string,
  args: string[],
  options: GitOptions = {},
): Promise<string> {
  const config = [...(await noFilters(repo)), ...(options.config ?? [])];
  return pastPipes(dir, () => git(dir, args, { ...options, config }));
}

async function noFilters({ gitDir }: Repository): Promise<string[]> {
  const { mtimeMs: changed } = await stat(path.join(gitDir, 'config'));
  const found = known.get(gitDir);
  if (found?.changed === changed) return found.config;
  const listed = await gitOr(gitDir, ['config', '--name-only', '-z', '--get-regexp', '^filter\\.'], [1]);
  const drivers = new Set((listed ?? '').split('\0').flatMap((name) => /^(filter\..+)\.[^.]+$/.exec(name)?.[1] ?? []));
  const config = [...drivers].flatMap((name) => [
    `${name}.clean=`,
    `${name}.smudge=`,
    `${name}.process=`,
    `${name}.required=false`,
  ]);
  known.set(gitDir, { changed, config });
  return config;
}
