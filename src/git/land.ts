import { git, gitOr } from './git.js';
import { treeOf, type Repository } from './repository.js';

export type Merge = { tree: string } | { conflicts: string[] };

/** The tree of `tip` with what `work` (a commit on an older tip) changed. Nothing is touched. */
export async function mergeTrees(repo: Repository, tip: string, work: string, workBase: string): Promise<Merge> {
  if (tip === workBase) return { tree: await treeOf(repo, work) };
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', tip, work];
  const clean = await gitOr(repo.gitDir, args, [1]);
  if (clean !== undefined) return { tree: clean.split('\0')[0] ?? '' };
  return { conflicts: await conflictsOf(repo, args) };
}

async function conflictsOf(repo: Repository, args: string[]): Promise<string[]> {
  try {
    await git(repo.gitDir, args);
    return [];
  } catch (error) {
    const output = (error as { output?: string }).output ?? '';
    return output.split('\0').slice(1).filter(Boolean);
  }
}
