import { mergeTrees } from '../git/land.js';
import { hasObject } from '../git/repository.js';
import { holdWork, writeWork, type Work } from '../git/work.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';

export interface CarryWork {
  place: Place;
  tip: string;
  work: Work;
}

/** What a try that was given up has left, on the branch as it is now; no tree where the two conflict, or it is gone. */
export function carryWorkActivity(deps: Dependencies) {
  return async function carryWork({ place, tip, work }: CarryWork): Promise<{ tree?: string }> {
    return alive(async () => {
      const repo = await repositoryOf(deps, place);
      if (!(await hasObject(repo, 'tree', work.tree))) return {};
      const merge = await mergeTrees(repo, tip, await writeWork(repo, work), work.base);
      if ('conflicts' in merge) return {};
      const { tree } = merge;
      await holdWork(repo, place.slug, 'work', { ...work, tree, base: tip });
      return { tree };
    });
  };
}
