import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { tasks } from '../../examples/user-authentication/script/plan.js';
import { featureHandle, startFeature, type FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { quickScript, STORE } from '../helpers/quick-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

jest.setTimeout(400_000);

const planned = (name: string) => ({ calls: [submit<'plan'>({ tasks: [{ ...tasks[0]!, name }] })] });
const asking = {
  ...quickScript(),
  discuss: [{ calls: [submit<'discuss'>({ questions: [STORE] })] }],
  plan: [planned('Create User model'), planned('Create another model')],
};

let swarm: Swarm;
let repo: string;
beforeAll(async () => {
  swarm = await openSwarm({ key: 'scripted', script: (name) => (name === 'asking' ? asking : quickScript()) });
  repo = await swarm.repository();
});
afterAll(async () => swarm.close());

const waitsFor = (what: string) => (status: Status) => status.waitingFor?.what === what;

it('a pause without a real reason is a pause: nothing is approved by it', async () => {
  const feature = await swarm.start({ repo, name: 'unreasoned', autoAnswer: true });
  await until(feature, waitsFor('approval'));
  await swarm.client.workflow.getHandle('feature-unreasoned').signal('pause', { reason: '' });
  const paused = await until(feature, (status) => status.status === 'paused');
  expect(paused.phase).toBe('plan');
  await feature.resume();
  const waiting = await until(feature, waitsFor('approval'));
  expect(waiting.tasks.every((task) => task.status === 'pending')).toBe(true);
  await feature.cancel();
});

describe('a message is refused with what would be right, and changes nothing, at', () => {
  let feature: FeatureHandle;
  beforeAll(async () => {
    feature = await swarm.start({ repo, name: 'asking' });
    await until(feature, waitsFor('answers'));
  });
  afterAll(() => feature.cancel());

  const CASES: { what: string; send: () => Promise<unknown>; says: string }[] = [
    {
      what: 'an unknown feature',
      send: () => featureHandle(swarm.client, 'nobody').pause(),
      says: 'there is no feature "nobody"',
    },
    {
      what: 'a name that is in use',
      send: () => startFeature(swarm.client, { request: 'Again', repo, name: 'asking' }),
      says: 'name: the feature "asking" exists already; give another name, e.g. asking-2',
    },
    {
      what: 'an unknown question',
      send: () => feature.answer([{ id: 'shop', answer: 'Yes' }]),
      says: 'there is no question "shop"; the questions are store',
    },
    {
      what: 'an answer outside closed options',
      send: () => feature.answer([{ id: 'store', answer: 'On paper' }]),
      says: '"On paper" is not an option of "store"; choose one of: In memory | In a file',
    },
    {
      what: 'a number that no option has',
      send: () => feature.answer([{ id: 'store', answer: '3' }]),
      says: '"3" is not an option of "store"; choose one of: In memory | In a file',
    },
    { what: 'an unknown task', send: () => feature.retry('task-009'), says: 'there is no task "task-009"' },
    { what: 'an approval of no plan', send: () => feature.approve(), says: 'no plan waits for approval now' },
  ];

  it.each(CASES)('$what', async ({ send, says }) => {
    const before = await feature.status();
    await expect(send()).rejects.toThrow(says);
    expect(await feature.status()).toEqual(before);
  });

  it('an approval of a plan that has changed since', async () => {
    await feature.answer([{ id: 'store', answer: 'In memory' }]);
    const { planHash: old } = await until(feature, waitsFor('approval'));
    await feature.editTask('task-001', { name: 'Create a model' });
    await expect(feature.approve(old)).rejects.toThrow('the plan has changed since: it is ');
    await expect(feature.editTask('task-001', { verify: 'true' })).rejects.toThrow(
      'task-001: verify "true" is not one',
    );
    await expect(feature.dropTask('task-001')).rejects.toThrow('a plan has 1 to 50 tasks');
    expect((await feature.plan()).tasks.map(({ name }) => name)).toEqual(['Create a model']);
    await feature.revise('Another model');
    const before = await until(
      feature,
      (status) => waitsFor('approval')(status) && status.tasks[0]!.name === 'Create another model',
    );
    await expect(feature.approve(old)).rejects.toThrow(`the plan has changed since: it is ${before.planHash} now`);
    expect(await feature.status()).toEqual(before);
    expect(before.tasks.map(({ name }) => name)).toEqual(['Create another model']);
  });
});

it('a key that is refused blocks the feature; retry goes on with all it had, once the worker has the right one', async () => {
  const feature = await swarm.start({ repo, name: 'keyed' });
  const { planHash, decisions } = await until(feature, waitsFor('approval'));
  await swarm.worker!.stop();
  await swarm.startWorker({ ANTHROPIC_API_KEY: 'a wrong one' });
  await feature.approve();
  const stuck = await until(feature, blocked);
  expect(stuck).toMatchObject({ planHash, decisions, waitingFor: { what: 'person' } });
  expect(stuck.waitingFor!.text).toContain('set ANTHROPIC_API_KEY to a valid key and restart the worker');
  await swarm.worker!.stop();
  await swarm.startWorker();
  await feature.retry();
  const { commits } = await until(feature, passed);
  expect(commits.map(({ subject }) => subject)).toEqual(['feat(models): Create User model']);
  expect(swarm.model.requests.filter((request) => request.feature === 'keyed' && request.repeated)).toEqual([]);
  expect(swarm.model.violations).toEqual([]);
});
