import { PIV_IDENTITY, writeCommit } from './commit.js';
import { git } from './git.js';
import { recordRef } from './names.js';
import { setRef } from './refs.js';
import { refTip, type Repository } from './repository.js';
import { treeOfTrees } from './trees.js';

/**
 * The record of a feature: one commit without a parent whose tree holds each task's `red` and `green` tree, so that
 * they stay reachable, and whose message says what was measured.
 */
export async function keepProof(
  repo: Repository,
  slug: string,
  task: string,
  proof: { green: string; red?: string },
  date: string,
): Promise<void> {
  const trees = await proofs(repo, slug);
  trees[task] = { ...proof };
  await write(repo, slug, trees, `Record of ${slug}\n`, date);
}

/** Writes the final text into the record; without any task's proof there is no record. */
export async function closeRecord(repo: Repository, slug: string, text: string, date: string): Promise<void> {
  const trees = await proofs(repo, slug);
  if (Object.keys(trees).length > 0) await write(repo, slug, trees, `Record of ${slug}\n\n${text}\n`, date);
}

type Proofs = Record<string, Record<string, string>>;

async function proofs(repo: Repository, slug: string): Promise<Proofs> {
  if (!(await refTip(repo, recordRef(slug)))) return {};
  const list = await git(repo.gitDir, ['ls-tree', '-d', '-r', recordRef(slug)]);
  const found: Proofs = {};
  for (const [, oid, task, colour] of list.matchAll(/^040000 tree ([0-9a-f]+)\t(task-\d+)\/(red|green)$/gm)) {
    found[task!] = { ...found[task!], [colour!]: oid! };
  }
  return found;
}

async function write(repo: Repository, slug: string, trees: Proofs, message: string, date: string): Promise<void> {
  const tree = await treeOfTrees(repo, trees);
  const commit = await writeCommit(repo, { tree, parents: [], message, author: PIV_IDENTITY, date });
  await setRef(repo, recordRef(slug), commit);
}
