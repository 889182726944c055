import { treeOf } from '../git/repository.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf } from './repository-of.js';

export interface ReadBranch {
  place: Place;
  known: string;
}

/** The branch as it stands: a person's commits on top are taken along, a rewritten branch is an error. */
export function readBranchActivity(deps: Dependencies) {
  return async function readBranch({ place, known }: ReadBranch): Promise<{ tip: string; tree: string }> {
    return alive(async () => {
      const { repo, tip } = await branchOf(deps, place, known);
      return { tip, tree: await treeOf(repo, tip) };
    });
  };
}
