import { PIV_IDENTITY, writeCommit } from './commit.js';
import { git } from './git.js';
import { recordRef } from './names.js';
import { moveRef } from './refs.js';
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
  await change(repo, slug, date, (trees) => ({
    trees: { ...trees, [task]: { ...proof } },
    message: `Record of ${slug}\n`,
  }));
}

/** Writes the final text into the record; without any task's proof there is no record. */
export async function closeRecord(repo: Repository, slug: string, text: string, date: string): Promise<void> {
  await change(repo, slug, date, (trees) => ({ trees, message: `Record of ${slug}\n\n${text}\n` }));
}

type Proofs = Record<string, Record<string, string>>;

/** Reads, changes and writes the record until nobody has written it in between. */
async function change(
  repo: Repository,
  slug: string,
  date: string,
  next: (trees: Proofs) => { trees: Proofs; message: string },
): Promise<void> {
  for (;;) {
    const old = await refTip(repo, recordRef(slug));
    const { trees, message } = next(old ? await proofsAt(repo, old) : {});
    if (Object.keys(trees).length === 0) return;
    const tree = await treeOfTrees(repo, trees);
    const commit = await writeCommit(repo, { tree, parents: [], message, author: PIV_IDENTITY, date });
    if (await moveRef(repo, recordRef(slug), commit, old)) return;
  }
}

async function proofsAt(repo: Repository, record: string): Promise<Proofs> {
  const list = await git(repo, ['ls-tree', '-d', '-r', record]);
  const found: Proofs = {};
  for (const [, oid, task, colour] of list.matchAll(/^040000 tree ([0-9a-f]+)\t(task-\d+)\/(red|green)$/gm)) {
    found[task!] = { ...found[task!], [colour!]: oid! };
  }
  return found;
}
