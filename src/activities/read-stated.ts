import { fetchBases } from '../git/clone.js';
import { fileAt, resolveBase, treeOf } from '../git/repository.js';
import { CONFIG_FILE, parseConfig } from '../repository-config.js';
import type { Stated } from '../types.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf } from './repository-of.js';
import { notCommitted, refuseUnpassed, refuseUnreadable } from './stated-at.js';

export interface ReadStated {
  place: Place;
  /** The feature's base commit, and the last one of its branch that is known. */
  base: string;
  known: string;
}

/** What the repository states by now, and where that was read. */
export interface ReadAgain {
  stated?: Stated;
  from: string;
  /** What the checkout has and no commit. */
  note?: string;
}

/** Reads piv.config.yaml again: as the branch has it, where that has changed it, else as the checkout's HEAD has it. */
export function readStatedActivity(deps: Dependencies) {
  return async function readStated({ place, base, known }: ReadStated): Promise<ReadAgain> {
    return alive(async () => {
      const { repo, tip } = await branchOf(deps, place, known);
      if (repo.clone && place.remote) await fetchBases(repo, place.remote);
      const head = await resolveBase(repo).catch(() => undefined);
      const read = async (commit: string) => fileAt(repo, await treeOf(repo, commit), CONFIG_FILE);
      const first = await read(base);
      const own = await read(tip);
      const now = head === undefined ? undefined : await read(head);
      const changedThere = now !== undefined && now !== first;
      const [text, from] =
        own === first && changedThere ? [now, `HEAD (${short(head!)})`] : [own, `piv/${place.slug} (${short(tip)})`];
      const stated = text === undefined ? undefined : parseConfig(text);
      if (place.sandbox === 'on') refuseUnreadable(stated?.readable ?? [], deps.config.readable);
      refuseUnpassed(stated, place.env);
      const note = await notCommitted(repo, text);
      return { from, ...(stated ? { stated } : {}), ...(note ? { note } : {}) };
    });
  };
}

const short = (commit: string) => commit.slice(0, 8);
