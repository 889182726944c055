import { workRefs } from '../git/names.js';
import { markPause, unmarkPause } from '../git/pause-point.js';
import { refsUnder } from '../git/refs.js';
import { openRepository } from '../git/repository.js';
import { commitOfStep, readTip } from '../git/tip.js';
import { alive } from './alive.js';
import type { Place } from './dependencies.js';

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
export async function markPausePoint(input: MarkPausePoint): Promise<{ commit?: string }> {
  return alive(async () => {
    const { slug } = input.place;
    const repo = await openRepository(input.place.repo);
    const { known: base, date } = input;
    const step = `${slug}/pause-${input.session}`;
    const tip = await readTip(repo, slug, base, { step, date });
    const made = await commitOfStep(repo, slug, { base, tip }, { step, date });
    if (made) return { commit: made };
    const partial = await refsUnder(repo, workRefs(slug));
    const body = `${input.body}\nPartial work: ${partial.join(', ') || '-'}`;
    const commit = await markPause(repo, { slug, tip, body, date, step });
    return commit ? { commit } : {};
  });
}

/** Takes the WIP commit back off; true where it stays, as a person has committed on top of it. */
export async function unmarkPausePoint({ place, commit }: { place: Place; commit: string }): Promise<boolean> {
  return alive(async () => unmarkPause(await openRepository(place.repo), place.slug, commit));
}
