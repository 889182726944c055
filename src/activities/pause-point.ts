import { workRefs } from '../git/names.js';
import { markPause, unmarkPause } from '../git/pause-point.js';
import { refsUnder } from '../git/refs.js';
import { syncBranch } from '../git/share.js';
import { commitOfStep } from '../git/tip.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf, repositoryOf } from './repository-of.js';

export interface MarkPausePoint {
  place: Place;
  known: string;
  /** Done, next, tokens. The hidden refs of partial work are added. */
  body: string;
  date: string;
  /** Number of the session that ends here. */
  session: number;
}

/** Puts the WIP commit on the branch; no commit while the branch is checked out somewhere. */
export function markPausePointActivity(deps: Dependencies) {
  return async function markPausePoint(input: MarkPausePoint): Promise<{ commit?: string }> {
    return alive(async () => {
      const { place, known: base, date } = input;
      const { slug, remote } = place;
      const step = `${slug}/pause-${input.session}`;
      const { repo, tip } = await branchOf(deps, place, base, { step, date });
      const made = await commitOfStep(repo, slug, { base, tip }, { step, date });
      if (made) return { commit: made };
      const partial = await refsUnder(repo, workRefs(slug));
      const body = `${input.body}\nPartial work: ${partial.join(', ') || '-'}`;
      const commit = await markPause(repo, { slug, tip, body, date, step, ...(remote ? { remote } : {}) });
      return commit ? { commit } : {};
    });
  };
}

/** Takes the WIP commit back off; true where it stays, as a person has committed on top of it. */
export function unmarkPausePointActivity(deps: Dependencies) {
  return async function unmarkPausePoint({ place, commit }: { place: Place; commit: string }): Promise<boolean> {
    return alive(async () => {
      const repo = await repositoryOf(deps, place);
      if (place.remote) await syncBranch(repo, place.slug, place.remote);
      return unmarkPause(repo, place.slug, commit, place.remote);
    });
  };
}
