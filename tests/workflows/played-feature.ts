import { NO_USAGE } from '../../src/usage.js';
import type { Status } from '../../src/types.js';
import type { CarriedFeature } from '../../src/workflows/carry.js';
import type { FeatureRun } from '../../src/workflows/feature-run.js';
import { PlayedWorkflow } from '../helpers/played-workflow.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { planned, run, standing } from './tasks.js';

/** A feature in the middle of its phase, with two tasks of which one runs at a time. */

export const FEATURE = 'feature-users';
export const workflowOf = (id: string) => `${FEATURE}/${id}`;
const ids = ['task-001', 'task-002'];

export async function started(phase: 'plan' | 'execute', more: Partial<FeatureRun> = {}): Promise<PlayedWorkflow> {
  const { feature: _feature, slug: _slug, children: _children, work: _work, ...rest } = run({ phase, ...more });
  const plan = ids.map((id) => planned(id, { verify: 'node --test' }));
  const known = { brief: QUICK_BRIEF, plan, tasks: ids.map((id) => standing(id)) };
  const carried: CarriedFeature = { ...rest, ...known, ...more, work: [], discussed: true };
  const request = { request: 'Add users', repo: '/repository', maxParallel: 1, sandbox: 'off' };
  const played = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request, carried]);
  await played.end('readBranch', TIP);
  return played;
}

export const TIP = { result: { tip: 'c0', tree: 't0' } };
export const SPENT = { contexts: 1, attempts: 0, tokens: 0, usage: NO_USAGE };
export const statusOf = async (feature: PlayedWorkflow) => (await feature.query('status')) as Status;

export const proven = { tree: 't1', passed: 1, failing: [], sealed: [], redTests: [], changedTests: [] };

/** The task's workflow ends, and its work is put on the branch. */
export async function land(feature: PlayedWorkflow, id: string, words: object[] = []): Promise<void> {
  await feature.endChild(workflowOf(id), { is: 'done', proven, ...SPENT, words });
  await feature.end('prepareLanding', { result: { is: 'clean', tip: 'c0', tipTree: 't0', tree: 't1' } });
  await feature.end('landTask', { result: { commit: 'c1' } });
  await feature.end('settleTask', { result: { greenTree: 't1' } });
}
