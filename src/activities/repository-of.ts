import { openShared } from '../git/clone.js';
import { completeTree } from '../git/partial.js';
import { readTip, type Making } from '../git/tip.js';
import type { Repository } from '../git/repository.js';
import { syncBranch } from '../git/share.js';
import type { Dependencies, Place } from './dependencies.js';

/** A feature's repository on this host. */
export const repositoryOf = ({ config }: Pick<Dependencies, 'config'>, place: Place): Promise<Repository> =>
  openShared(config.home, place);

/** Its branch as it stands, the same here and on the shared remote: see `readTip`. */
export async function branchOf(
  deps: Dependencies,
  place: Place,
  known: string,
  making?: Making,
): Promise<{ repo: Repository; tip: string }> {
  const repo = await repositoryOf(deps, place);
  if (place.remote) await syncBranch(repo, place.slug, place.remote);
  const tip = await readTip(repo, place.slug, known, making);
  await completeTree(repo, tip);
  return { repo, tip };
}
