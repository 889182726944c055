import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as turns from '../../examples/user-authentication/wrong-turns.js';
import type { Status } from '../../src/types.js';
import { quickScript } from '../helpers/quick-script.js';
import { openSwarm, until, type Swarm } from '../helpers/swarm.js';

/** Which model is asked in which stage, and that a conversation stays with the one that it began with. */

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
const quick = quickScript();
const green = 'task-001/green/1';

let swarm: Swarm;
beforeAll(async () => {
  const script = (feature: string) =>
    feature === 'escalated'
      ? turns.greenThreeTimesWrong({ ...quick, 'task-001/green/2': quick[green]! })
      : turns.apart(quick);
  swarm = await openSwarm({ script });
}, PATIENCE);
afterAll(async () => swarm.close(), PATIENCE);

const over = ({ status }: Status) => ['passed', 'failed', 'blocked'].includes(status);
const asked = (feature: string, key: string) => [
  ...new Set(
    swarm.model.requests
      .filter((one) => one.feature === feature && one.key === key)
      .map(({ model, effort }) => [model, effort].filter(Boolean).join(':')),
  ),
];

it(
  'each stage has its model, and what has failed with a cheaper one is done once more by the last',
  async () => {
    const repo = await swarm.repository('escalates', undefined);
    const models = { plan: 'claude-opus-5-5', green: 'claude-haiku-5-5:low', last: 'claude-opus-5-5:high' };
    const feature = await swarm.start({ repo, name: 'escalated', autoAnswer: true, autoApprove: true, models });
    const status = await until(feature, over);
    expect(status).toMatchObject({ status: 'passed', tasks: [{ status: 'done', attempts: 4 }] });
    const keys = ['prime', 'discuss', 'plan', 'task-001/red/1', green, 'task-001/green/2'];
    expect(keys.map((key) => asked('escalated', key))).toEqual([
      ['scripted'],
      ['scripted'],
      ['claude-opus-5-5'],
      ['scripted'],
      ['claude-haiku-5-5:low'],
      ['claude-opus-5-5:high'],
    ]);
    expect(swarm.model.leftovers('escalated')).toEqual([]);
    expect(status.models).toEqual(['scripted', 'claude-opus-5-5', 'claude-haiku-5-5']);
    expect(status.tasks[0]?.models).toEqual(['scripted', 'claude-haiku-5-5', 'claude-opus-5-5']);
    expect(status.cost).toBeGreaterThan(0);
  },
  PATIENCE,
);

it(
  'a conversation stays with its model when the next worker has another, which the next one is with',
  async () => {
    const hold = swarm.model.hold('task-001/red/1', 2);
    const repo = await swarm.repository('stays', undefined);
    const feature = await swarm.start({ repo, name: 'stayed', autoAnswer: true, autoApprove: true });
    await hold.reached;
    await swarm.killWorker();
    await swarm.startWorker({ PIV_MODEL: 'claude-opus-5-5:max' });
    hold.release();
    expect(await until(feature, over)).toMatchObject({ status: 'passed', models: ['scripted', 'claude-opus-5-5'] });
    expect(asked('stayed', 'task-001/red/1')).toEqual(['scripted']);
    expect(asked('stayed', green)).toEqual(['claude-opus-5-5:max']);
    expect(swarm.model.violations).toEqual([]);
  },
  PATIENCE,
);
