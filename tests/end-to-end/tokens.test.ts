import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { addUsage } from '../../src/usage.js';
import { reached } from '../helpers/held.js';
import { smallScript } from '../helpers/small-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

const MINUTE = 60_000;
const paused = (status: Status) => status.status === 'paused';

interface Limited {
  limit: number;
  feature: FeatureHandle;
}

describe('the tokens of a session', () => {
  let swarm: Swarm;
  let repo: string;
  let whole: Status;
  let used: Limited;
  let almost: Limited;

  beforeAll(async () => {
    swarm = await openSwarm({ script: () => smallScript(2) });
    repo = await swarm.repository();
    const first = swarm.model.hold('prime', 1);
    const feature = await swarm.start({ repo, name: 'raised', sessionTokens: 10, autoApprove: true });
    await reached(feature, first);
    await expect(feature.raiseBudget({ tokens: 0 })).rejects.toThrow('tokens: give a whole number above 0');
    await feature.raiseBudget({ tokens: 999_990 });
    first.release();
    whole = await until(feature, passed);
    used = await start('used', 0.8);
    almost = await start('almost', 1 / 0.94);
  }, MINUTE);
  afterAll(() => swarm.close());

  /** A feature like `whole`, with this share of what that took until its second task. */
  async function start(name: string, share: number): Promise<Limited> {
    const limit = Math.ceil((whole.tokens - whole.tasks[1]!.actualTokens) * share);
    return { limit, feature: await swarm.start({ repo, name, sessionTokens: limit, autoApprove: true }) };
  }

  const requestsOf = (name: string) => swarm.model.requests.filter((request) => request.feature === name);

  it('can be raised while it runs, and then end no session', () => {
    expect(whole.sessions).toMatchObject([{ number: 1, tokens: whole.tokens }]);
  });

  it(
    'pause the feature once they are used, and a fresh session goes on with as many',
    async () => {
      const { feature, limit } = used;
      const status = await until(feature, paused);
      expect(status.waitingFor!.text).toContain(`session 1 has used its ${limit} tokens`);
      expect(status.sessions[0]!.tokens).toBeGreaterThanOrEqual(limit);
      expect(status.tasks.map((task) => task.status)).toEqual(['running', 'pending']);
      const calls = requestsOf('used').length;
      await feature.resume();
      const next = await until(feature, (now) => (paused(now) ? now.sessions.length > 1 : passed(now)));
      expect(requestsOf('used').length).toBeGreaterThan(calls);
      expect(next.sessions[1]).toMatchObject({ number: 2, baseline: expect.stringMatching(/passed$/) });
      expect(next.tokens).toBe(next.sessions.reduce((sum, { tokens }) => sum + tokens, 0));
      if (paused(next)) await feature.resume();
      const { usage } = await until(feature, passed);
      expect(usage).toEqual(
        requestsOf('used')
          .map((request) => request.usage)
          .reduce(addUsage),
      );
    },
    MINUTE,
  );

  it(
    'start no new task above 88 percent',
    async () => {
      const { feature, limit } = almost;
      const status = await until(feature, paused);
      expect(status.tasks.map((task) => task.status)).toEqual(['done', 'pending']);
      expect(status.waitingFor!.text).toMatch(/has used \d+ of its \d+ tokens, too much to start a task/);
      expect(status.sessions).toMatchObject([{ done: ['task-001'], next: 'task-002' }]);
      expect(status.sessions[0]!.tokens / limit).toBeCloseTo(0.94, 1);
      await feature.resume();
      expect((await until(feature, passed)).sessions[1]).toMatchObject({ done: ['task-002'] });
    },
    MINUTE,
  );

  it('cost no call twice', () => {
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});
