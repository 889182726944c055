import type { FeatureRun } from './feature-run.js';

/** Where things are after a cancel, for a person. `problem`: why they could not be tidied up. */
export function endingOf(
  { slug, at, commits, tasks }: Pick<FeatureRun, 'slug' | 'at' | 'commits' | 'tasks'>,
  problem?: string,
): string {
  if (!at.base) return 'Cancelled before it had a branch: nothing was made.';
  const branch = `piv/${slug}`;
  const untidy = problem ? ` Its worktrees and refs could not be tidied up: ${problem}` : '';
  if (commits.length === 0) return `Cancelled before any task had landed. Its branch ${branch} stays.${untidy}`;
  const landed = `${commits.length} of ${tasks.length} tasks`;
  return (
    `Cancelled with ${landed} landed: their commits stay on ${branch} (git log ${at.base.slice(0, 12)}..${branch}), ` +
    `what was proven of them in refs/piv/${slug}/record.${untidy}`
  );
}
