import { readTip } from '../git/tip.js';
import { openRepository, treeOf } from '../git/repository.js';
import { alive } from './alive.js';
import type { Place } from './dependencies.js';

/** The branch as it stands: a person's commits on top are taken along, a rewritten branch is an error. */
export async function readBranch({
  place,
  known,
}: {
  place: Place;
  known: string;
}): Promise<{ tip: string; tree: string }> {
  return alive(async () => {
    const repo = await openRepository(place.repo);
    const tip = await readTip(repo, place.slug, known);
    return { tip, tree: await treeOf(repo, tip) };
  });
}
