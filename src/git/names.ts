/** Every ref that PIV-Swarm makes. */
export const branchName = (slug: string) => `piv/${slug}`;
export const branchRef = (slug: string) => `refs/heads/piv/${slug}`;
/** Who made the branch: a commit that names the workflow run. Gone when the feature ends. */
export const startRef = (slug: string) => `refs/piv/${slug}/start`;
/** A task's `work` (partial), `red` and `green`. Gone when the task has landed. */
export const taskRefs = (slug: string, task: string) => `refs/piv/${slug}/${task}/`;
export const workRef = (slug: string, task: string) => `${taskRefs(slug, task)}work`;
/** A pattern that matches all of them. */
export const workRefs = (slug: string) => workRef(slug, '*');
/** A blob: ids of the tests that failed before the feature, where they are many. */
export const failingRef = (slug: string) => `refs/piv/${slug}/failing`;
/** The branch as the shared remote last had it. Only here, never on the remote. */
export const remoteRef = (slug: string) => `refs/piv/${slug}/remote`;
/** Each task's red and green tree, so that they stay reachable. The one ref that outlives the feature. */
export const recordRef = (slug: string) => `refs/piv/${slug}/record`;
export const hiddenRefs = (slug: string) => `refs/piv/${slug}/`;
