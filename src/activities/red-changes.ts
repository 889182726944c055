import path from 'node:path';
import { fileAt, type Repository } from '../git/repository.js';
import { diffTrees, withPathsFrom, type Change } from '../git/trees.js';
import type { Red } from '../types.js';
import { weakened } from '../verify/amendment.js';
import { listed } from '../verify/failures.js';
import { isTestFile } from '../verify/files.js';
import { onlyAdds } from '../verify/only-added.js';
import { isSupport } from '../verify/support-files.js';
import type { ProveRed } from './prove-red.js';

/** What is submitted as tests, before anything is run. */

/**
 * What belongs to the tests of a submitted tree, put on the base: test files, and what is added for them where the plan
 * names it. The rest is a sketch of the code.
 */
export async function testsIn(repo: Repository, input: ProveRed) {
  const { baseTree, tree, testFiles } = input;
  const submitted = await diffTrees(repo, baseTree, tree);
  const changes = submitted.filter((change) => isTestFile(change.path, testFiles) || isAddedSupport(change, input));
  const paths = changes.map((change) => change.path);
  const sketch = submitted.map((change) => change.path).filter((file) => !paths.includes(file));
  return { tree: await withPathsFrom(repo, baseTree, tree, paths), changes, sketch };
}

const isAddedSupport = ({ path: file, status }: Change, { testFiles, task }: ProveRed) =>
  status === 'added' && isSupport(file, testFiles, task.files);

export const sketchText = (sketch: string[]) =>
  sketch.length > 0
    ? ` Not there, as the tests are judged with test files, and what the plan names of fixtures and helpers, alone: ${listed(sketch)}.`
    : '';

/** With its paths as git has them. */
export const withPlainPaths = ({ tests, changedTests = [], ...red }: Red): Red => ({
  ...red,
  tests: [...new Set(tests.map((file) => path.posix.normalize(file)))],
  changedTests: changedTests.map(({ file, why }) => ({ file: path.posix.normalize(file), why })),
});

/** Of all sealed files, in each payload that names them; and what an entry has beside its path. */
const MAX_SEALED = 32 * 1024;
const ENTRY_BYTES = 80;

/**
 * Older tests change only where `submit` names their files, and it names nothing but tests. To add tests to a file is no
 * change of its older ones.
 */
export async function redProblem(repo: Repository, changes: Change[], input: ProveRed): Promise<string | undefined> {
  const { red, testFiles, task } = input;
  const bytes = changes.reduce((sum, change) => sum + Buffer.byteLength(change.path) + ENTRY_BYTES, 0);
  if (bytes > MAX_SEALED) {
    return `${changes.length} files are too many to be sealed one by one: keep what the tests compare with in few files, or have the tests make it`;
  }
  const strange = red.tests.filter((file) => !isTestFile(file, testFiles));
  if (strange.length > 0) {
    return `submit names files that are no test files (${testFiles.join(', ')}): ${listed(strange)}`;
  }
  const named = (red.changedTests ?? []).map((changed) => changed.file);
  const added = await addedTo(repo, changes, input);
  const silent = changes.filter(
    ({ path: file, status }) => status !== 'added' && !named.includes(file) && !added.includes(file),
  );
  if (silent.length > 0) {
    return `older tests were changed, moved or taken out without a word, and not only added to: name these files with the reason in changedTests, or put them back: ${listed(silent.map((change) => change.path))}`;
  }
  const there = new Set(changes.filter((change) => change.status !== 'deleted').map((change) => change.path));
  const missing = red.tests.filter((file) => !there.has(file));
  if (missing.length > 0) {
    const instead = there.size > 0 ? `; it did so with ${listed([...there])}` : '';
    return `submit names test files that ${task.id} neither added nor changed: ${listed(missing)}${instead}`;
  }
  return undefined;
}

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

/** Tests that were sealed are amended, never weakened. */
export async function amendProblem(repo: Repository, { tree, amends }: ProveRed): Promise<string | undefined> {
  for (const file of amends?.files ?? []) {
    const [before = '', after = ''] = await Promise.all([amends!.tree, tree].map((of) => fileAt(repo, of, file)));
    const weaker = weakened(before, after);
    if (weaker)
      return `${file}: ${weaker}; an amendment may put a right assertion in a wrong one's place, not take it away`;
  }
  return undefined;
}
