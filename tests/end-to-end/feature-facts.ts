import { git } from '../../src/git/git.js';
import type { Status, TaskStatus } from '../../src/types.js';
import type { RequestRecord } from '../../examples/scripted-model/server.js';
import { addUsage, cachedShare } from '../../src/usage.js';
import { runAt } from '../helpers/person.js';

/** What git, the model and Node's test runner say of a feature: to be compared with what its status says. */

export const idsOf = ({ tasks }: Status, state: TaskStatus['status']) =>
  tasks.filter((task) => task.status === state).map(({ id }) => id);

export async function commitsOf(repo: string, slug: string) {
  const trailers = ['Feature', 'Task', 'Step'].map((name) => `%(trailers:key=PIV-${name},valueonly,separator=)`);
  const format = ['%H', '%P', '%an <%ae>', '%cn', '%s', ...trailers].join('%x00');
  const log = await git(repo, ['log', '--reverse', `--format=${format}`, `main..piv/${slug}`]);
  return log
    .trim()
    .split('\n')
    .map((line) => {
      const [id, parents, author, committer, subject, feature, task, step] = line.split('\0');
      return { id: id!, parents: parents!, author, committer, subject: subject!, feature, task: task!, step };
    });
}

/** A tree in the feature's record, e.g. `task-001/red`. */
export const recordedTree = async (repo: string, slug: string, name: string) =>
  (await git(repo, ['rev-parse', `refs/piv/${slug}/record:${name}`])).trim();

/** What each conversation put into its context, turn by turn, by the usage of the model's replies. */
export function growthByKey(requests: RequestRecord[]): Record<string, number> {
  const grown: Record<string, number> = {};
  const sizes: Record<string, number> = {};
  for (const { key, usage } of requests) {
    // A task is one conversation, whichever of its stages this is.
    const task = key.split('/')[0]!;
    const size = usage.input + usage.output + usage.cacheReads + usage.cacheWrites;
    grown[key] = (grown[key] ?? 0) + Math.max(0, size - (sizes[task] ?? 0));
    sizes[task] = size;
  }
  return grown;
}

/** Per cent of what each conversation sent that was read from the cache. */
export function cachedByKey(requests: RequestRecord[]): Record<string, number> {
  const keys = [...new Set(requests.map(({ key }) => key))];
  const usageOf = (key: string) =>
    requests
      .filter((one) => one.key === key)
      .map(({ usage }) => usage)
      .reduce(addUsage);
  return Object.fromEntries(keys.map((key) => [key, cachedShare(usageOf(key))]));
}

/** How many tests a commit has and how much they cover, by Node's own summary. */
export async function coverageRun(repo: string, commit: string): Promise<{ tests: number; coverage: number }> {
  const { out } = await runAt(repo, commit, 'node --test --test-reporter=tap --experimental-test-coverage');
  const number = (pattern: RegExp) => Number(pattern.exec(out)?.[1]);
  return { tests: number(/^# tests (\d+)$/m), coverage: number(/^# all files\s*\|\s*([\d.]+)/m) };
}
