import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Script } from '../../examples/scripted-model/script.js';
import { search } from '../../examples/user-authentication/script/calls.js';
import type { FeatureHandle } from '../../src/client.js';
import type { Status } from '../../src/types.js';
import { addUsage } from '../../src/usage.js';
import { quickScript } from '../helpers/quick-script.js';
import { openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
const paused = (status: Status) => status.status === 'paused';

/** Dollars per million tokens. */
const PRICE = { input: 10, output: 50, cacheRead: 1, cacheWrite: 12, cacheWriteHour: 20 };
const LIMIT = 30_000;

/** A model that talks: what it says in prime alone is most of a session of some 400,000 tokens. */
function talkative(): Script {
  const script = quickScript(2);
  const talk = (n: number) => ({ text: 'la '.repeat(40_000), calls: [search(`word${n}`)] });
  return { ...script, prime: [...Array.from({ length: 12 }, (_, n) => talk(n)), ...script.prime!] };
}

describe('what may be spent', () => {
  let swarm: Swarm;
  let repo: string;
  let whole: Promise<Status>;

  beforeAll(async () => {
    swarm = await openSwarm({
      script: (feature) =>
        feature.startsWith('almost') ? talkative() : quickScript(feature.startsWith('used') ? 3 : 1),
    });
    const prices = path.join(swarm.room, 'prices.json');
    await writeFile(prices, JSON.stringify({ scripted: PRICE }));
    await swarm.worker!.stop();
    await swarm.startWorker({ PIV_PRICES: prices });
    repo = await swarm.repository();
    whole = until(await start('almost-all', { sessionTokens: 1_000_000 }), passed);
    whole.catch(() => undefined);
  }, PATIENCE);
  afterAll(() => swarm.close());

  const start = (name: string, more: object) => swarm.start({ repo, name, autoApprove: true, ...more });
  const requestsOf = (name: string) => swarm.model.requests.filter((request) => request.feature === name);
  const usageOf = (name: string) =>
    requestsOf(name)
      .map(({ usage }) => usage)
      .reduce(addUsage);

  /** Resumes after each pause until the feature has passed; gives how it stood at each. */
  async function resumeUntilPassed(feature: FeatureHandle): Promise<Status[]> {
    const stood: Status[] = [];
    for (;;) {
      const status = await until(feature, (now) => passed(now) || (paused(now) && now.sessions.length > stood.length));
      stood.push(status);
      if (passed(status)) return stood;
      await feature.resume();
    }
  }

  it(
    'pauses before the first request, where a session has no room for it, and goes on once that is raised',
    async () => {
      const feature = await start('raised', { sessionTokens: 10 });
      const status = await until(feature, paused);
      expect(status.waitingFor!.text).toMatch(
        /a session may use 10 tokens, and the next request needs room for \d+; raise the limit \(piv budget raised --tokens N\)/,
      );
      expect(requestsOf('raised')).toEqual([]);
      await expect(feature.raiseBudget({ tokens: 0 })).rejects.toThrow('tokens: give a whole number above 0');
      await expect(feature.raiseBudget({ cost: 1 })).rejects.toThrow('the cost of this feature is not limited');
      expect(await feature.raiseBudget({ tokens: 999_990 })).toEqual({ sessionTokens: 1_000_000 });
      await feature.resume();
      expect((await until(feature, passed)).sessions).toMatchObject([{ tokens: 0 }, { number: 2 }]);
    },
    PATIENCE,
  );

  it(
    'is a hard limit of each session for tasks side by side, and fresh sessions go on, by themselves where all were asked for',
    async () => {
      const bySelf = until(await start('used-all', { sessionTokens: LIMIT, sessions: 'all', maxCost: 50 }), passed);
      bySelf.catch(() => undefined);
      const stood = await resumeUntilPassed(await start('used', { sessionTokens: LIMIT }));
      const last = stood.at(-1)!;
      expect(stood.length).toBeGreaterThan(1);
      for (const status of stood.slice(0, -1)) {
        expect(status.waitingFor!.text).toMatch(/^paused: session \d+ has used \d+ of its 30000 tokens/);
      }
      for (const { tokens } of last.sessions) expect(tokens).toBeLessThanOrEqual(LIMIT);
      expect(last.sessions[1]).toMatchObject({ number: 2, baseline: expect.stringMatching(/passed$/) });
      expect(last.tokens).toBe(last.sessions.reduce((sum, { tokens }) => sum + tokens, 0));
      expect(last.usage).toMatchObject(usageOf('used'));
      const { sessions } = await bySelf;
      expect(sessions.length).toBeGreaterThan(1);
      for (const { tokens } of sessions) expect(tokens).toBeLessThanOrEqual(LIMIT);
      expect(sessions.some(({ baseline }) => baseline !== undefined)).toBe(false);
    },
    PATIENCE,
  );

  it(
    'lets no new task start above 88 percent of a session',
    async () => {
      const { tokens, tasks } = await whole;
      const first = tokens - tasks[1]!.actualTokens;
      const feature = await start('almost', { sessionTokens: Math.ceil(first / 0.885) });
      const status = await until(feature, paused);
      expect(status.waitingFor!.text).toMatch(/has used \d+ of its \d+ tokens, too much to start a task/);
      expect(status.tasks.map((task) => task.status)).toEqual(['done', 'pending']);
      expect(status.sessions).toMatchObject([{ done: ['task-001'], next: 'task-002' }]);
      await feature.resume();
      expect((await until(feature, passed)).sessions[1]).toMatchObject({ done: ['task-002'] });
    },
    PATIENCE,
  );

  it(
    'is money, too: a request that could pass the limit is not made, and a higher limit lets it out',
    async () => {
      const feature = await start('dear', { maxCost: 1.1 });
      const status = await until(feature, paused);
      const calls = requestsOf('dear').length;
      expect(status.waitingFor!.text).toMatch(
        /the feature has cost \$0\.\d\d of its \$1\.10, and the next request could cost \$\d\.\d\d; raise the limit \(piv budget dear --cost N\), then resume/,
      );
      expect(status.cost).toBeGreaterThan(0);
      expect(status.cost).toBeLessThan(1.1);
      await feature.resume();
      await until(feature, (now) => paused(now) && now.sessions.length === 2);
      expect(requestsOf('dear')).toHaveLength(calls);
      expect(await feature.raiseBudget({ cost: 9 })).toMatchObject({ maxCost: 10.1 });
      await feature.resume();
      const end = await until(feature, passed);
      const { output, cacheReads, cacheWrites } = usageOf('dear');
      const dollars = (output * PRICE.output + cacheReads * PRICE.cacheRead + cacheWrites * PRICE.cacheWriteHour) / 1e6;
      expect(end).toMatchObject({ maxCost: 10.1, cost: expect.closeTo(dollars, 5) });
    },
    PATIENCE,
  );

  it('cost no call twice', () => {
    expect(swarm.model.violations).toEqual([]);
    expect(swarm.model.requests.filter(({ repeated }) => repeated)).toEqual([]);
    expect(swarm.model.leftovers()).toEqual([]);
  });
});
