import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import type { Reply } from '../../examples/scripted-model/script.js';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { search, submit } from '../../examples/user-authentication/script/calls.js';
import { callModelActivity, type CallModel, type Called, type Short } from '../../src/activities/call-model.js';
import type { Dependencies } from '../../src/activities/dependencies.js';
import { MIN_ANSWER } from '../../src/limits.js';
import type { Amount, Entry, Usage } from '../../src/types.js';
import { activityEnvironment, openBench, runActivity, type Bench } from './bench.js';

const CONVERSATION: Entry[] = [
  { conversation: 'discuss/1', role: 'system', content: 'You ask what is open.' },
  { conversation: 'discuss/1', role: 'user', content: [{ type: 'text', text: 'Feature: users\nPhase: discuss\n' }] },
];
const REPLY: Reply = { text: 'Nothing is open.', calls: [submit<'discuss'>({ questions: [] })] };
const usage: Usage = { input: 700, output: 0, cacheReads: 30, cacheWrites: 5 };

describe('callModel', () => {
  let bench: Bench;
  let model: ScriptedModel;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterEach(async () => model?.close());
  afterAll(async () => bench.close());

  const serve = async (reply: Reply, key?: string) => {
    model = await startScriptedModel({ script: { discuss: [reply] }, ...(key ? { key } : {}) });
  };

  it('does not ask again for a reply that has arrived, also in a worker that has just started', async () => {
    await serve(REPLY);
    const first = await call(bench.dependencies(model), { run: 'arrived' });
    const again = await call(bench.dependencies(model), { run: 'arrived' });
    expect(again).toEqual(first);
    expect(first.content).toEqual([
      expect.objectContaining({ type: 'thinking' }),
      { type: 'text', text: 'Nothing is open.' },
      expect.objectContaining({ type: 'tool_use', name: 'submit', input: { questions: [] } }),
    ]);
    expect(model.requests).toHaveLength(1);
  });

  it('gives a reply that it can keep nowhere to the workflow all the same: it is paid for', async () => {
    await serve(REPLY);
    const deps = bench.dependencies(model);
    const home = path.join(bench.room, 'no-folder');
    await writeFile(home, '');
    expect(await call({ ...deps, config: { ...deps.config, home } }, { run: 'full' })).toMatchObject({
      stop: 'tool_use',
    });
    expect(model.requests).toHaveLength(1);
  });

  it('asks again in another run of the workflow', async () => {
    await serve(REPLY);
    await call(bench.dependencies(model), { run: 'one' });
    await call(bench.dependencies(model), { run: 'another' });
    expect(model.requests).toHaveLength(2);
  });

  it('says how long an overloaded model asks to be left alone, and gets the reply then', async () => {
    const headers = { 'retry-after': '7' };
    await serve({ ...REPLY, fault: { status: 529, type: 'overloaded_error', message: 'Overloaded', headers } });
    const failure = await failureOf(call(bench.dependencies(model), { run: 'overloaded' }));
    expect(failure).toMatchObject({ type: 'ModelUnavailable', nonRetryable: true });
    expect(failure.details).toEqual([expect.objectContaining({ retryAfterMs: 7_000 })]);
    expect((await call(bench.dependencies(model), { run: 'overloaded' })).stop).toBe('tool_use');
  });

  it('does not retry a refused key, and says what to set', async () => {
    await serve(REPLY, 'the right key');
    const failure = await failureOf(call(bench.dependencies({ url: model.url, key: 'a wrong one' }), { run: 'key' }));
    expect(failure).toMatchObject({ type: 'ModelRefused', nonRetryable: true });
    expect(failure.message).toContain('ANTHROPIC_API_KEY');
    expect(model.requests).toEqual([]);
  });

  it('gives up a stream that falls silent, and brings the bill with the failure', async () => {
    await serve({ ...REPLY, fault: { breaks: 'silence', after: 'middle' } });
    const beats: unknown[] = [];
    const silent = bench.dependencies({ url: model.url, idleMs: 1_000 });
    const failure = await failureOf(call(silent, { run: 'silent', beats }));
    expect(failure).toMatchObject({ type: 'ModelUnavailable', nonRetryable: true });
    expect(failure.message).toContain('silent');
    const cut = model.requests[0]!.usage;
    expect(cut.output).toBeGreaterThan(1);
    const [{ usage: billed }] = failure.details as [{ usage: Usage }];
    expect(billed).toEqual({ ...cut, output: billed.output });
    expect(billed.output).toBeGreaterThanOrEqual(cut.output);
    expect(beats.at(-1)).toEqual(billed);
    const called = await call(silent, { run: 'silent', attempt: 2, heartbeatDetails: beats.at(-1) });
    expect(called.lost).toEqual(billed);
  });

  it('makes no request that could pass its allowance, and says what it needs', async () => {
    await serve(REPLY);
    const deps = bench.dependencies(model);
    const refused = await answerOf(deps, { run: 'short', allowance: { tokens: 4_000 } });
    expect(refused).toMatchObject({ short: { least: { tokens: expect.any(Number) } } });
    expect(model.requests).toEqual([]);
    const { least } = (refused as Short).short;
    expect(await answerOf(deps, { run: 'less', allowance: { tokens: least.tokens - 1 } })).toHaveProperty('short');
    expect((await call(deps, { run: 'least', allowance: least })).stop).toBe('tool_use');
  });

  it('counts what a cut attempt has cost against the allowance of its call', async () => {
    await serve(REPLY);
    const deps = bench.dependencies(model);
    const { least } = ((await answerOf(deps, { run: 'cut', allowance: { tokens: 1 } })) as Short).short;
    const lost = { ...usage, output: 1 };
    const again = await answerOf(deps, { run: 'cut', attempt: 2, heartbeatDetails: lost, allowance: least });
    expect(again).toMatchObject({ short: { least }, lost });
    expect(model.requests).toEqual([]);
  });

  it('needs money where that is limited and the model has a price, as if every cache missed', async () => {
    await serve(REPLY);
    const deps = bench.dependencies(model);
    const money = (amount: number) => answerOf(deps, { run: 'money', allowance: { tokens: 100_000, money: amount } });
    const { least, want } = ((await money(0)) as Short).short;
    expect(want.money).toBeGreaterThan(least.money!);
    expect(await money(least.money! - 0.0001)).toHaveProperty('short');
    const called = (await money(least.money!)) as Called;
    expect(called.cost).toBeGreaterThan(0);
    expect(called.cost).toBeLessThan(least.money!);
  });

  describe('once a person has given the worker another model', () => {
    const look: Reply = { calls: [search('users')] };
    const begun = async (name: string) => {
      model = await startScriptedModel({ script: { discuss: [look, look, REPLY] } });
      const deps = bench.dependencies(model);
      const entries = [...CONVERSATION];
      const asked = async (run: string, choice: object) => {
        const called = await call(deps, { run, entries: entries.with(0, { ...entries[0]!, ...choice }) });
        entries.push(...turnOf(called));
        return called;
      };
      return { deps, entries, asked, first: await asked(name, { model: 'one' }) };
    };

    it('drops what the first has thought, reads nothing of its cache, and keeps what the second thinks', async () => {
      const { deps, asked, first, entries } = await begun('drops');
      const second = await asked('changed', { left: 'one' });
      expect(second.asked?.model).toBe(deps.config.model);
      const unthought = entries.slice(2, 4).map(({ content }) => (content as { type: string }[]).filter(isSaid));
      const read = first.usage.cacheWrites + JSON.stringify(unthought).length / 4;
      expect(second.usage).toMatchObject({ input: 0, cacheReads: 0 });
      expect(Math.abs(second.usage.cacheWrites - read)).toBeLessThan(20);
      const third = await asked('kept', { model: deps.config.model });
      expect(third.usage.cacheReads).toBe(second.usage.cacheWrites);
      expect(model.violations).toEqual([]);
    });

    it('takes the size of the conversation anew: the first may have counted fewer tokens', async () => {
      const { deps, first, entries } = await begun('counts');
      const uncounted = { ...deps, model: { ...deps.model, count: () => Promise.resolve(undefined) } };
      const { cacheWrites, output } = first.usage;
      const allowance = { tokens: MIN_ANSWER + 1_000 };
      const wish = { entries, context: cacheWrites + output, allowance };
      const left = (name: string) => entries.with(0, { ...entries[0]!, left: name } as Entry);
      expect(await answerOf(uncounted, { ...wish, run: 'other', entries: left('one') })).toHaveProperty('short');
      const same = await answerOf(uncounted, { ...wish, run: 'same', entries: left(deps.config.model) });
      expect(same).toHaveProperty('stop');
    });
  });
});

const isSaid = ({ type }: { type: string }) => type !== 'thinking';

/** What an answer adds to its conversation, with the results of its calls. */
function turnOf({ content }: Called): Entry[] {
  const calls = content.filter((block) => block.type === 'tool_use');
  const results = calls.map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'none' }));
  return [
    { conversation: 'discuss/1', role: 'assistant', content },
    { conversation: 'discuss/1', role: 'user', content: results },
  ];
}

interface Attempt {
  run: string;
  attempt?: number;
  heartbeatDetails?: unknown;
  allowance?: Amount;
  entries?: Entry[];
  context?: number;
  /** Takes the details of each heartbeat. */
  beats?: unknown[];
}

/** One attempt of the activity, with the conversation in the worker's cache. */
async function call(deps: Dependencies, attempt: Attempt): Promise<Called> {
  const answer = await answerOf(deps, attempt);
  if ('short' in answer) throw new Error('the allowance was too small');
  return answer;
}

async function answerOf(deps: Dependencies, attempt: Attempt): Promise<Called | Short> {
  const { run, beats, allowance, entries = CONVERSATION, context, ...info } = attempt;
  const fingerprint = deps.conversations.grow('', [], entries);
  const workflowExecution = { workflowId: 'feature-users', runId: run };
  const environment = activityEnvironment({ workflowExecution, ...info });
  environment.on('heartbeat', (details) => beats?.push(details));
  const conversation = { from: 0, to: entries.length, fingerprint };
  const more = { ...(allowance ? { allowance } : {}), ...(context ? { context } : {}) };
  const input: CallModel = { stage: 'discuss', conversation, ...more };
  return runActivity(callModelActivity(deps), input, environment);
}

async function failureOf(calling: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await calling.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApplicationFailure) return error;
  throw new Error('the call gave no failure of ours', { cause: error });
}
