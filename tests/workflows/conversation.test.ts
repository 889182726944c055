import { describe, expect, it } from '@jest/globals';
import type { CallModel } from '../../src/activities/call-model.js';
import { FAILURES } from '../../src/errors.js';
import { MIN_ANSWER } from '../../src/limits.js';
import type { Entry } from '../../src/types.js';
import { NO_USAGE } from '../../src/usage.js';
import type { TaskResult } from '../../src/workflows/task.js';
import { asking, grant, look, reply, reports } from '../helpers/asking-task.js';
import type { PlayedWorkflow } from '../helpers/played-workflow.js';

/** What a task's conversation goes through with a service that refuses, cuts, forgets and has a window. */

const refused = { failure: FAILURES.contentRefused, message: 'the request was refused (400 Invalid signature)' };
const cut = { result: { ...reply([]).result, stop: 'max_tokens' } };
const asked = (task: PlayedWorkflow) => task.open[0]!.input as CallModel;
const said = async (task: PlayedWorkflow) => ((await task.query('transcript')) as { entries: Entry[] }).entries;

async function turn(task: PlayedWorkflow, answer: object = {}): Promise<void> {
  const another = { ...look, input: { command: `ls ${task.events}` } };
  await task.end('callModel', { result: { ...reply([another]).result, ...answer } });
  await task.end('runTools', { result: { tree: 't1', results: [RESULT] } });
  await grant(task);
}
const GIVES_UP = { ...look, name: 'blocked', input: { reason: 'no ground' } };
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'x'.repeat(300) };

describe('content that the service refuses', () => {
  it('is left behind in a fresh context that tells what was done; the second time the task is blocked with its words', async () => {
    const task = await asking();
    await turn(task);
    const before = (await said(task)).length;
    await task.end('callModel', refused);
    await grant(task);
    expect(asked(task)).toMatchObject({ context: 0, conversation: { from: before, to: before + 3 } });
    expect((await said(task)).slice(before)).toMatchObject([
      { role: 'system', content: 'You implement.' },
      { content: [{ text: 'Do it.' }] },
      { content: [{ text: expect.stringMatching(/Invalid signature[^]*- run ls \d+\n/) }] },
    ]);
    await turn(task);
    await task.end('callModel', refused);
    expect(task.result as TaskResult).toMatchObject({
      is: 'blocked',
      reason: expect.stringContaining('Invalid signature'),
    });
  });

  it('is for a person where nothing but the opening was said', async () => {
    const task = await asking();
    await task.end('callModel', refused);
    expect(reports(task).at(-1)).toMatchObject({ stuck: refused.message });
    await task.signal('retry');
    await grant(task);
    expect(task.open).toMatchObject([{ type: 'callModel' }]);
  });
});

describe('an answer that was cut', () => {
  it('gives the next one more room, and counts only until a whole one', async () => {
    const task = await asking();
    for (let round = 0; round < 3; round += 1) {
      for (const _ of [1, 2]) {
        await task.end('callModel', cut);
        await grant(task);
        expect(asked(task)).toMatchObject({ longer: true });
      }
      await turn(task);
      expect(asked(task).longer).toBeUndefined();
    }
    for (const _ of [1, 2]) {
      await task.end('callModel', cut);
      await grant(task);
    }
    await task.end('callModel', cut);
    expect(task.open).not.toMatchObject([{ type: 'callModel' }]);
  });
});

it('after a step that took minutes, the conversation stays in the cache for an hour', async () => {
  const task = await asking();
  await turn(task);
  expect(asked(task).hour).toBeUndefined();
  await task.end('callModel', reply([look]));
  task.now += 5 * 60_000;
  await task.end('runTools', { result: { tree: 't1', results: [RESULT] } });
  await grant(task);
  expect(asked(task)).toMatchObject({ hour: true });
});

it('counts what is new by the ratio of bytes and tokens that it had so far', async () => {
  const task = await asking();
  const answer = [{ ...look, input: { command: 'seq 1' } }];
  for (const [tokens, ratio] of [
    [1, 4],
    [400_000, 2],
  ] as const) {
    const usage = { ...NO_USAGE, input: tokens };
    await task.end('callModel', { result: { ...reply(answer).result, usage, full: 1_000_000 } });
    const content = 'x'.repeat(400_000);
    await task.end('runTools', { result: { tree: 't1', results: [{ ...RESULT, content }] } });
    const { least, number } = reports(task).at(-1)!.ask!;
    expect(Math.abs(least.tokens - MIN_ANSWER - 400_000 / ratio)).toBeLessThan(200);
    await task.signal('grant', { number, amount: { tokens: 120_000 } });
  }
});

it('is asked of the next model once a person has changed that, and stays with it', async () => {
  const task = await asking();
  const model = async () => ((await said(task))[0] as { model?: string; left?: string }) ?? {};
  await turn(task, { asked: { model: 'one' } });
  await task.end('callModel', { failure: FAILURES.modelRefused, message: 'the model was not found' });
  await task.signal('retry');
  await grant(task);
  expect(await model()).toMatchObject({ left: 'one' });
  expect(await model()).not.toHaveProperty('model');
  await turn(task, { asked: { model: 'two' }, model: 'two' });
  expect(await model()).toMatchObject({ model: 'two' });
  expect(await model()).not.toHaveProperty('left');
  await task.end('callModel', reply([GIVES_UP]));
  expect(task.result).toMatchObject({ models: ['scripted', 'two'] });
});

it('what the service does not take is told to the feature with what the task has spent', async () => {
  const without = ["the model's service is asked without cache marks"];
  const task = await asking();
  await turn(task, { without });
  await turn(task, { without });
  await task.end('callModel', reply([GIVES_UP]));
  expect(task.result).toMatchObject({ is: 'blocked', without });
});

it('is shortened by the window of its model, and not anew each turn', async () => {
  const task = await asking();
  const full = 1_500;
  const large = { full, usage: { ...NO_USAGE, input: full + 1 } };
  for (const _ of [1, 2, 3, 4, 5, 6, 7, 8]) await turn(task, { full, usage: { ...NO_USAGE, input: 10 } });
  const left = async () => JSON.stringify(await said(task)).split('bytes left out').length - 1;
  expect(await left()).toBe(0);
  await turn(task, large);
  const first = await left();
  expect(first).toBeGreaterThan(0);
  await turn(task, large);
  expect(await left()).toBe(first);
});
