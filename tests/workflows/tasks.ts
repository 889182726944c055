import { tasks } from '../../examples/user-authentication/script/plan.js';
import type { Feature, Task, TaskStatus } from '../../src/types.js';
import { newRun, type FeatureRun } from '../../src/workflows/feature-run.js';

/** A task of a plan, right in all that isn't named. */
export const planned = (id: string, more: Partial<Task> = {}): Task => ({ ...tasks[0]!, id, blockedBy: [], ...more });

/** How a task stands, likewise. */
export const standing = (id: string, more: Partial<TaskStatus> = {}): TaskStatus => ({
  id,
  name: `The ${id}`,
  priority: 'medium',
  kind: 'code',
  blockedBy: [],
  status: 'pending',
  attempts: 0,
  estimatedTokens: 1_000,
  actualTokens: 0,
  ...more,
});

/** A feature that has just begun. */
export function run(more: Partial<FeatureRun> = {}): FeatureRun {
  const feature: Feature = {
    request: 'Add users',
    repo: '/repository',
    autoAnswer: false,
    autoApprove: false,
    maxParallel: 2,
    sessionTokens: 1_000,
    sessions: 1,
    sandbox: 'off',
    setupNetwork: false,
    hosts: 'one',
  };
  return { ...newRun(feature, 'users', '2026-11-25T00:00:00.000Z'), ...more };
}
