import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git, GitFailure, gitOr } from './git.js';
import { treeOf, type Repository } from './repository.js';
import { makeStandIn } from './stand-in.js';
import { standInOf, type GitFiles } from './where.js';

export type Merge = { tree: string } | { conflicts: string[] };

/**
 * The tree of `tip` with what `work` (a commit on an older tip) changed, as the attributes of `tip` have files merged:
 * no driver and no other setting of the repository's has a say. Nothing is touched.
 */
export async function mergeTrees(repo: Repository, tip: string, work: string, workBase: string): Promise<Merge> {
  if (tip === workBase) return { tree: await treeOf(repo, work) };
  return withAttributes(repo, tip, async (files) => {
    const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', tip, work];
    try {
      return { tree: (await git(files, args)).split('\0')[0] ?? '' };
    } catch (error) {
      if (!(error instanceof GitFailure) || error.exitCode !== 1) throw error;
      return { conflicts: error.output.split('\0').slice(1).filter(Boolean) };
    }
  });
}

/** Git reads them from files: none but these are there. */
async function withAttributes<T>(repo: Repository, commit: string, work: (files: GitFiles) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'piv-merge-'));
  const dir = path.join(folder, 'files');
  const files = { repo, dir, gitDir: standInOf(dir) };
  try {
    await mkdir(dir);
    await makeStandIn(repo, dir);
    // Where the history of a shallow clone begins.
    const shallow = path.join(repo.gitDir, 'shallow');
    if (existsSync(shallow)) await copyFile(shallow, path.join(files.gitDir, 'shallow'));
    await gitOr(files, ['checkout', commit, '--', ':(glob)**/.gitattributes'], [1]);
    return await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
