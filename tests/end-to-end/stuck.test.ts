import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Reply, Script } from '../../examples/scripted-model/script.js';
import { quickScript } from '../helpers/quick-script.js';
import { blocked, openSwarm, until, type Swarm } from '../helpers/swarm.js';

/** Tasks that a refusal of the model's service holds up. */

jest.setTimeout(400_000);

const KEY = 'task-001/green/1';

function withFault(fault: NonNullable<Reply['fault']>): Script {
  const script = quickScript();
  const [first, ...rest] = script[KEY]!;
  return { ...script, [KEY]: [{ ...first, fault }, ...rest] };
}

const SCRIPTS: Record<string, Script> = {
  forbidden: withFault({ status: 403, type: 'permission_error', message: 'not for this key', times: 1_000 }),
  mended: withFault({ status: 404, type: 'not_found_error', message: 'no such model', times: 1 }),
  'too-long': withFault({
    status: 400,
    type: 'invalid_request_error',
    message: 'prompt is too long: 210000 tokens > 200000 maximum',
    times: 1,
  }),
};

let swarm: Swarm;
let repo: string;
beforeAll(async () => {
  swarm = await openSwarm({ script: (name) => SCRIPTS[name]! });
  repo = await swarm.repository();
});
afterAll(async () => swarm.close());

const start = (name: string) => swarm.start({ repo, name, autoAnswer: true, autoApprove: true });

it('a task that a person has to mend something for goes on after retry, in the same conversation', async () => {
  const feature = await start('mended');
  const status = await until(feature, blocked);
  expect(status.waitingFor?.text).toMatch(/PIV_MODEL/);
  expect(status.tasks).toMatchObject([{ id: 'task-001', status: 'running' }]);
  await feature.retry('task-001');
  await until(feature, (now) => now.status === 'passed');
  expect(swarm.model.requests.filter(({ feature: name, key }) => name === 'mended' && key.endsWith('/2'))).toEqual([]);
});

it('a task that can’t be mended is ended by skip', async () => {
  const feature = await start('forbidden');
  await until(feature, blocked);
  await feature.skip('task-001', 'The key can’t be had.');
  expect(await feature.result()).toMatchObject({
    status: 'failed',
    validation: { verdict: 'PARTIAL' },
    tasks: [{ status: 'skipped', reason: 'The key can’t be had.' }],
  });
});

it('a conversation that has outgrown the model’s window blocks its task, and is not sent again', async () => {
  const feature = await start('too-long');
  const status = await until(feature, blocked);
  expect(status.tasks).toMatchObject([{ status: 'blocked', reason: expect.stringMatching(/prompt is too long/) }]);
  expect(swarm.model.requests.filter(({ feature: name, key }) => name === 'too-long' && key === KEY)).toHaveLength(1);
  await feature.cancel();
});
