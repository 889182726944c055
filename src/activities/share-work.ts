import { log } from '@temporalio/activity';
import { pushWork, type Work } from '../git/work.js';
import type { Repository } from '../git/repository.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { repositoryOf } from './repository-of.js';

/** Puts a task's partial work on the shared remote, so that another host could go on from there. */
export function shareWorkActivity(deps: Dependencies) {
  return async function shareWork({ place, work }: { place: Place; work: Work }): Promise<void> {
    return alive(async () => tryToShare(await repositoryOf(deps, place), place, 'work', work));
  };
}

/** What isn't shared costs turns when this host is lost, and nothing else: no step fails for it. */
export async function tryToShare(
  repo: Repository,
  { remote, slug }: Place,
  as: 'work' | 'red' | 'green',
  work: Work,
): Promise<void> {
  if (!remote) return;
  try {
    await pushWork(repo, remote, slug, as, work);
  } catch (error) {
    log.warn(`the ${as} tree of ${work.task} could not be pushed to ${remote}`, { error });
  }
}
