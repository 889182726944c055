import { hasObject } from '../git/repository.js';
import { fetchFeature } from '../git/share.js';
import { sandboxProblem } from '../sandbox/probe.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';

export interface Adopt {
  place: Place;
  /** The commit that the work stands on. */
  commit: string;
  /** Trees to go on from. */
  trees: string[];
}

export interface Adopted {
  host: string;
  /** Those of the trees that are here. */
  trees: string[];
}

/** Gets this host ready to go on with what another one had. A host that can't leaves it to the next. */
export function adoptActivity(deps: Dependencies) {
  return async function adopt({ place, commit, trees }: Adopt): Promise<Adopted> {
    return alive(async () => {
      const problem = place.sandbox === 'on' ? await sandboxProblem(deps.config.container) : undefined;
      if (problem) throw new Error(`host ${deps.host} can't take this over: ${problem}`);
      const repo = await repositoryOf(deps, place).catch((error: unknown) => cannot(deps, error));
      if (place.remote) await fetchFeature(repo, place.slug, place.remote);
      if (!(await hasObject(repo, 'commit', commit))) cannot(deps, `${repo.root} has no commit ${commit}`);
      const there = await Promise.all(trees.map(async (tree) => ((await hasObject(repo, 'tree', tree)) ? [tree] : [])));
      return { host: deps.host, trees: there.flat() };
    });
  };
}

/** Another worker may be able to: Temporal tries again. */
function cannot({ host }: Dependencies, why: unknown): never {
  const text = why instanceof Error ? why.message : String(why);
  throw new Error(`host ${host} can't take this over: ${text}`);
}
