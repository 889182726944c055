import type { Task } from '../types.js';
import type { FeatureRun } from './feature-run.js';

/** The landed tasks that `task` stands on, for the proof of a `test` task. */
export const blockersOf = (run: FeatureRun, task: Task) =>
  run.commits
    .filter((commit) => task.blockedBy.includes(commit.task))
    .map(({ id, task: blocker }) => ({
      task: blocker,
      commit: id,
      files: run.plan.find((one) => one.id === blocker)?.files ?? [],
    }));
