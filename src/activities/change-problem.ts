import { unmended } from '../git/land.js';
import { fileAt, type Repository } from '../git/repository.js';
import type { Change } from '../git/trees.js';
import { listed } from '../verify/failures.js';
import { isSourceFile, isTestFile } from '../verify/files.js';
import { judgesChanged } from '../verify/judges.js';
import { kindProblem } from '../verify/kind.js';
import type { ProveGreen } from './prove-green.js';

/** What a submitted change may not be, before anything is run; undefined where it is in order. */
export async function changeProblem(
  input: ProveGreen,
  repo: Repository,
  tree: string,
  changes: Change[],
): Promise<string | undefined> {
  if (changes.length === 0) return 'nothing was changed';
  const left = input.work ? await unmended(repo, input.commit, input.work, tree) : [];
  if (left.length > 0) return `conflicts are left: ${listed(left)}`;
  const isTest = (file: string) => isTestFile(file, input.testFiles);
  const isSource = (file: string) => isSourceFile(file, input.testFiles);
  const wrong = kindProblem(input.task, changes, {
    isTest,
    isSource,
    hasTests: !!input.commands.test,
    bringsTests: input.bringsTests,
  });
  if (wrong || input.merged) return wrong;
  const older = olderTests(input, changes).filter(isTest);
  if (older.length > 0) {
    return `older tests were changed in green; put them back as they were, or use blocked and say why they must change: ${listed(older)}`;
  }
  const named = [...input.task.files, ...input.sealed.map((entry) => entry.path)];
  const judges = await judgesChanged(changes, named, async (file) => {
    const [before = '', after = ''] = await Promise.all([input.baseTree, tree].map((of) => fileAt(repo, of, file)));
    return { before, after };
  });
  if (judges.length === 0) return undefined;
  return `these files decide what tests and checks show, and the plan doesn't name them among this task's files; put them back as they were, or use blocked and say why they must change: ${listed(judges)}`;
}

/** Tests that were there before and that red did not name: in a code task they stay as they are. */
function olderTests({ task, sealed }: ProveGreen, changes: Change[]): string[] {
  const named = new Set(sealed.map((entry) => entry.path));
  const older = changes.filter((change) => change.status !== 'added' && !named.has(change.path));
  return task.kind === 'code' ? older.map((change) => change.path) : [];
}
