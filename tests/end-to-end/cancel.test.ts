import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import type { RequestRecord } from '../../examples/scripted-model/server.js';
import { watchSteps, type Steps } from '../../scripts/chaos/steps.js';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { addUsage, NO_USAGE } from '../../src/usage.js';
import { featureId } from '../../src/workflows/messages.js';
import { quickScript } from '../helpers/quick-script.js';
import { openSwarm, until, type Swarm } from '../helpers/swarm.js';
import { filesEnding } from './cuts.js';

jest.setTimeout(400_000);

/** Every step of a small feature, in order, save the last: what is cancelled while that tidies up has ended. */
const STEPS = [
  'inspect',
  'openStage',
  'callModel',
  'runTools',
  'measureBaseline',
  'readBranch',
  'proveRed',
  'proveGreen',
  'prepareLanding',
  'landTask',
  'settleTask',
  'validateStage',
];
const AT_ONCE = 3;
const quick = quickScript();
const [firstRed, ...laterRed] = quick['task-001/red/1']!;
/** Its first answer falls silent in the middle. */
const silent: Script = {
  ...quick,
  'task-001/red/1': [{ ...firstRed, fault: { breaks: 'silence', after: 'middle' } }, ...laterRed],
};
const cutOff = ({ feature, key }: RequestRecord) => feature === 'silent' && key === 'task-001/red/1';
const nameOf = (step: string) => step.toLowerCase();
const cancelled = ({ status }: Status) => status === 'cancelled';

describe('a cancel', () => {
  let swarm: Swarm;
  let repo: string;
  let steps: Steps;
  const begun = new Map<string, () => void>();
  const ended: Record<string, Status> = {};

  const start = (name: string) => swarm.start({ repo, name, autoApprove: true });
  const refsOf = async (name: string) =>
    (await git(repo, ['for-each-ref', '--format=%(refname)', `refs/piv/${name}/`])).trim();
  const usagesOf = (name: string) =>
    swarm.model.requests.filter(({ feature }) => feature === name).map(({ usage }) => usage);

  /** Cancels a feature when such a step of it has begun, and looks at what is left at once. */
  async function cancelAt(step: string): Promise<void> {
    const name = nameOf(step);
    const reached = new Promise<void>((resolve) => begun.set(`${featureId(name)} ${step}`, resolve));
    const feature = await start(name);
    await reached;
    await feature.cancel();
    ended[step] = await until(feature, cancelled);
    const record = ended[step].tasks.some(({ status }) => status === 'done') ? `refs/piv/${name}/record` : '';
    expect({ step, refs: await refsOf(name) }).toEqual({ step, refs: record });
  }

  beforeAll(async () => {
    swarm = await openSwarm({ script: (name) => (name === 'silent' ? silent : quick) });
    repo = await swarm.repository();
    steps = watchSteps(swarm.environment['PIV_HOME']!, ({ when, step, workflow }) => {
      if (when === 'begins') begun.get(`${workflow.split('/')[0]} ${step}`)?.();
    });
  });
  afterAll(async () => {
    steps.close();
    await swarm.close();
  });

  it('at any step ends it, and leaves the branch only', async () => {
    const todo = [...STEPS];
    const lane = async () => {
      for (let step = todo.shift(); step; step = todo.shift()) await cancelAt(step);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect(Object.keys(ended)).toHaveLength(STEPS.length);
  });

  it('bills all that was answered, in tasks too, and at most what was asked', () => {
    for (const step of STEPS) {
      const usages = usagesOf(nameOf(step));
      const asked = usages.reduce(addUsage, NO_USAGE);
      // The answer that was on its way.
      const sure = usages.slice(0, -1).reduce(addUsage, NO_USAGE);
      for (const kind of ['input', 'output', 'cacheReads', 'cacheWrites'] as const) {
        expect({ step, kind, billed: ended[step]!.usage[kind] >= sure[kind] }).toEqual({ step, kind, billed: true });
        expect(ended[step]!.usage[kind]).toBeLessThanOrEqual(asked[kind]);
      }
    }
  });

  it('bills what an answer has cost that it cuts off', async () => {
    const feature = await start('silent');
    while (!swarm.model.requests.some(cutOff)) await sleep(50);
    await sleep(500);
    await feature.cancel();
    const { usage, tasks } = await until(feature, cancelled);
    // What was thought of an answer that is cut off is told by nobody: it is billed by no less than it can have cost.
    for (const [billed, asked] of [
      [usage, usagesOf('silent').reduce(addUsage)],
      [tasks[0]!.usage!, swarm.model.requests.find(cutOff)!.usage],
    ] as const) {
      expect(billed).toMatchObject({ ...asked, output: billed.output });
      expect(billed.output).toBeGreaterThanOrEqual(asked.output);
    }
  });

  it('leaves no worktree, no note of a step and nothing that comes late', async () => {
    await sleep(2_000);
    const home = swarm.environment['PIV_HOME']!;
    const refs = await Promise.all([...STEPS.map(nameOf), 'silent'].map(refsOf));
    expect(refs.filter((ref) => ref !== '' && !ref.endsWith('/record'))).toEqual([]);
    expect((await git(repo, ['worktree', 'list'])).trim().split('\n')).toHaveLength(1);
    const worktrees = await filesEnding(path.join(home, 'worktrees'), '');
    expect(worktrees.filter((file) => file.includes('.'))).toEqual([]);
    expect(await readdir(path.join(home, 'spool')).catch(() => [])).toEqual([]);
    expect(swarm.model.violations).toEqual([]);
  });
});
