import { git } from './git.js';
import { fetchLacking } from './partial-clone.js';
import type { GitFiles } from './where.js';
import { readChanges, type WorktreeChange } from './worktree-changes.js';

/**
 * Makes the files those of `tree`, and looks whether they are. What is untracked goes first: through a link in the place
 * of a folder, git would find the files that the link leads to, and take them for its own. A .gitignore that comes back
 * may name less than the one that stood there: then once more.
 */
export async function putTree(files: GitFiles, tree: string, tries = 2): Promise<void> {
  if ((await readChanges(files)).some(isLeft)) await git(files, ['clean', '-ffdq']);
  await fetchLacking(files.repo, tree);
  await git(files, ['read-tree', '--reset', '-u', tree]);
  const wrong = (await readChanges(files)).filter((change) => isLeft(change) || isMissing(change));
  if (wrong.length === 0) return;
  if (tries > 1) return putTree(files, tree, tries - 1);
  const some = wrong.slice(0, 3).map(({ is, quoted }) => `${quoted} (${is})`);
  throw new Error(`${files.dir} can't be made to hold ${tree}: ${some.join(', ')}`);
}

const isLeft = ({ is }: WorktreeChange) => is === 'untracked' || is === 'nested';
/** Not `modified`: that is also how a file looks just after it was written, where attributes convert its line ends. */
const isMissing = ({ is }: WorktreeChange) => is === 'gone' || is === 'retyped';
