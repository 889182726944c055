import { hiddenRefs, recordRef } from '../git/names.js';
import { closeRecord } from '../git/record.js';
import { deleteRef, refsUnder } from '../git/refs.js';
import { removeWorktrees } from '../git/leavings.js';
import { shareRecord } from '../git/share.js';
import { dropUndone } from '../git/undone.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';
import { dropSpool } from './spool.js';

export interface Finish {
  place: Place;
  /** Workflow runs whose spool is of no more use. */
  runs: string[];
  /** What the record says: status and summary, as text. */
  record: string;
  date: string;
}

/** Leaves the branch and its record, and nothing else: no worktree, no other ref here or on the remote, no spool. */
export function finishActivity(deps: Dependencies) {
  const { config } = deps;
  return async function finish({ place, runs, record, date }: Finish): Promise<void> {
    return alive(async () => {
      const repo = await repositoryOf(deps, place);
      await closeRecord(repo, place.slug, record, date);
      await removeWorktrees(config.home, repo, place.slug);
      for (const ref of await refsUnder(repo, hiddenRefs(place.slug))) {
        if (ref !== recordRef(place.slug)) await deleteRef(repo, ref);
      }
      // It only tidies up: the next feature to end here tries again.
      await dropUndone(repo).catch(() => 0);
      if (place.remote) await shareRecord(repo, place.slug, place.remote);
      for (const run of runs) await dropSpool(config.home, run);
    });
  };
}
