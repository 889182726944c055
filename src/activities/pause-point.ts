import { commitOfStep, readTip } from '../git/land.js';
import { workRefs } from '../git/names.js';
import { markPause, unmarkPause } from '../git/pause-point.js';
import { refsUnder } from '../git/refs.js';
import { openRepository } from '../git/repository.js';
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
    const tip = await readTip(repo, slug, input.known);
    const step = `${slug}/pause-${input.session}`;
    const made = await commitOfStep(repo, input.known, tip, step);
    if (made) return { commit: made };
    const partial = await refsUnder(repo, workRefs(slug));
    const body = `${input.body}\nPartial work: ${partial.join(', ') || '-'}`;
    const commit = await markPause(repo, { slug, tip, body, date: input.date, step });
    return commit ? { commit } : {};
  });
}

export async function unmarkPausePoint({ place, commit }: { place: Place; commit: string }): Promise<void> {
  return alive(async () => unmarkPause(await openRepository(place.repo), place.slug, commit));
}
