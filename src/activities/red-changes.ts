import path from 'node:path';
import { fileAt, type Repository } from '../git/repository.js';
import type { Change } from '../git/trees.js';
import { listed } from '../verify/failures.js';
import { isTestFile } from '../verify/files.js';
import { onlyAdds } from '../verify/only-added.js';
import { isSupport } from '../verify/support-files.js';
import type { ProveRed } from './prove-red.js';

/** Of all sealed files, in each payload that names them; and what an entry has beside its path. */
const MAX_SEALED = 32 * 1024;
const ENTRY_BYTES = 80;

/**
 * In red only test files change, and what belongs to them where the plan names it. Older tests change only where
 * `submit` names their files; to add tests to one is no change of the older ones.
 */
export async function redProblem(repo: Repository, changes: Change[], input: ProveRed): Promise<string | undefined> {
  const { red, testFiles, task } = input;
  const bytes = changes.reduce((sum, change) => sum + Buffer.byteLength(change.path) + ENTRY_BYTES, 0);
  if (bytes > MAX_SEALED) {
    return `${changes.length} files are too many to be sealed one by one: keep what the tests compare with in few files, or have the tests make it`;
  }
  const others = changes.filter((change) => !isTestFile(change.path, testFiles) && !isAddedSupport(change, input));
  if (others.length > 0) {
    return `in the red stage only test files may change, and fixtures, helpers and stand-ins be added that the plan names (${task.files.join(', ')}); put these back as they were: ${listed(others.map((change) => change.path))}`;
  }
  const named = (red.changedTests ?? []).map((changed) => path.posix.normalize(changed.file));
  const added = await addedTo(repo, changes, input);
  const silent = changes.filter(
    ({ path: file, status }) => status !== 'added' && !named.includes(file) && !added.includes(file),
  );
  if (silent.length > 0) {
    return `older tests were changed, moved or taken out without a word, and not only added to: name these files with the reason in changedTests, or put them back: ${listed(silent.map((change) => change.path))}`;
  }
  const there = new Set(changes.filter((change) => change.status !== 'deleted').map((change) => change.path));
  const missing = red.tests.map((file) => path.posix.normalize(file)).filter((file) => !there.has(file));
  if (missing.length > 0) {
    const instead = there.size > 0 ? `; it did so with ${listed([...there])}` : '';
    return `submit names test files that ${task.id} neither added nor changed: ${listed(missing)}${instead}`;
  }
  return undefined;
}

const isAddedSupport = ({ path: file, status }: Change, { testFiles, task }: ProveRed) =>
  status === 'added' && isSupport(file, testFiles, task.files);

/** The changed files that only have more tests than before. Whether the older ones still run is seen when they do. */
export async function addedTo(
  repo: Repository,
  changes: Change[],
  input: Pick<ProveRed, 'commands' | 'baseTree' | 'tree'>,
): Promise<string[]> {
  if (!input.commands.test) return [];
  const modified = changes.filter((change) => change.status === 'modified').map((change) => change.path);
  const only = await Promise.all(
    modified.map(async (file) => {
      const [before, after] = await Promise.all([input.baseTree, input.tree].map((tree) => fileAt(repo, tree, file)));
      return onlyAdds(before ?? '', after ?? '');
    }),
  );
  return modified.filter((_, at) => only[at]);
}
