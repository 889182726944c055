import { cap } from '../agent/tools/output.js';
import { testReport } from '../agent/tools/test-report.js';
import { assertLeased } from '../git/lease.js';
import { taskRefs } from '../git/names.js';
import type { Repository } from '../git/repository.js';
import { type Change, goneEntry, listTree, type TreeEntry } from '../git/trees.js';
import { holdWork } from '../git/work.js';
import type { TestRun } from '../types.js';
import { testId } from '../verify/failures.js';
import { keepIds } from './ids.js';
import type { ProveRed, RedProof } from './prove-red.js';
import { tryToShare } from './share-work.js';
import type { Workspace } from './workspace.js';

/** `older`: tests that were there before, in files that were only added to. */
interface Proven {
  run: TestRun;
  changes: Change[];
  failing: string[];
  older: string[];
}

/** Keeps tests that were proven red as they are. */
export async function seal(
  { place, task, red, tree, commit }: ProveRed,
  { repo, dir }: Workspace,
  { run, changes, failing, older }: Proven,
): Promise<RedProof> {
  assertLeased(dir);
  const work = { task: task.id, tree, base: commit };
  await holdWork(repo, place.slug, 'red', work);
  await tryToShare(repo, place, 'red', work);
  const ran = run.tests.filter((test) => red.tests.includes(test.file)).map(testId);
  const keep = (name: string, ids: string[]) => keepIds(repo, place, `${taskRefs(place.slug, task.id)}${name}`, ids);
  return {
    ok: true,
    tree,
    sealed: await entriesOf(repo, tree, changes),
    tests: await keep('tests', [...new Set([...ran, ...older, ...failing])]),
    failing: await keep('failing', failing),
    failure: cap(testReport(run)),
  };
}

/** Deleted files are sealed as well: put back, they would be a change that nobody named. */
async function entriesOf(repo: Repository, tree: string, changes: Change[]): Promise<TreeEntry[]> {
  const deleted = changes.filter((change) => change.status === 'deleted').map((change) => change.path);
  const kept = changes.filter((change) => change.status !== 'deleted').map((change) => change.path);
  const there = kept.length > 0 ? await listTree(repo, tree, kept) : [];
  return [...there, ...deleted.map((file) => goneEntry(tree, file))];
}
