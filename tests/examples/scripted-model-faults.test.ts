import type Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Reply, StreamFault } from '../../examples/scripted-model/script.js';
import { HEADER, done, opening, read, results, said, saidIn, start, stop, text, user } from './ask.js';

afterEach(stop);

const CONTENT = 'export const größe = 1;\n'.repeat(20);
const write: Reply = { calls: [{ name: 'read_file', input: { path: 'src/a.js', content: CONTENT, list: [CONTENT] } }] };
const LEFT_OUT = `[${Buffer.byteLength(CONTENT)} bytes left out]`;

/** Without its thoughts, of which those that follow could not stand. */
const withInput = (message: Anthropic.Message, input: object): Anthropic.MessageParam => ({
  role: 'assistant',
  content: saidIn(message).map((block) => (block.type === 'tool_use' ? { ...block, input } : block)),
});

describe('a reply that breaks off', () => {
  const faults: [string, StreamFault, RegExp][] = [
    ['by a reset', { breaks: 'reset', after: 'middle' }, /terminated/],
    ['by an early end', { breaks: 'end', after: 'middle' }, /ended without/],
    ['by its missing end', { breaks: 'end', after: 'all' }, /ended without/],
    ['by an error as an event', { breaks: 'error', after: 'middle' }, /overloaded_error/],
  ];
  test.each(faults)('%s is recorded with what was sent, and is not the reply', async (_, fault, reason) => {
    const { ask, model } = await start([{ ...read, fault: { ...fault, times: 2 } }, done]);
    await expect(ask([opening])).rejects.toThrow(reason);
    await expect(ask([opening])).rejects.toThrow(reason);
    const first = await ask([opening]);
    await ask([opening, said(first), results(first)]);
    const [one, two, whole] = model.requests;
    expect(one).toMatchObject({ turn: 1, status: 200, broken: fault.breaks, repeated: false });
    expect(two!.usage).toEqual(one!.usage);
    expect(whole).toMatchObject({ turn: 1, repeated: false });
    expect(whole).not.toHaveProperty('broken');
    expect(one!.usage.cacheWrites).toBe(whole!.usage.cacheWrites);
    expect(one!.usage.output < whole!.usage.output).toBe(fault.after === 'middle');
    expect(model.violations).toEqual([]);
  });

  test('after its headers costs nothing', async () => {
    const { ask, model } = await start([{ ...read, fault: { breaks: 'silence', after: 'headers' } }]);
    const gone = new AbortController();
    setTimeout(() => gone.abort(), 200);
    await expect(ask([opening], {}, gone.signal)).rejects.toThrow(/aborted/);
    expect(model.usage()).toEqual({ input: 0, output: 0, cacheReads: 0, cacheWrites: 0 });
    expect(model.requests).toMatchObject([{ broken: 'silence' }]);
  });
});

test('connections are refused until the server listens again, at the same address', async () => {
  const { ask, model } = await start([read]);
  await model.refuse();
  await expect(ask([opening])).rejects.toThrow(/Connection error/);
  await model.listen();
  expect(await ask([opening])).toMatchObject({ stop_reason: 'tool_use' });
  expect(model.requests).toHaveLength(1);
});

describe('a conversation may be made shorter', () => {
  test('by long texts in calls and by results', async () => {
    const { ask, model } = await start([write, done]);
    const first = await ask([opening]);
    const shorter = withInput(first, { path: 'src/a.js', content: LEFT_OUT, list: [CONTENT] });
    await ask([opening, shorter, results(first, '[500 bytes left out]')]);
    expect(model.violations).toEqual([]);
  });

  test('after a fault, and gets the reply that the longer one was to have', async () => {
    const fault = { status: 413, type: 'request_too_large', message: 'too large' };
    const { ask, model } = await start([write, { ...done, fault }]);
    const first = await ask([opening]);
    await expect(ask([opening, said(first), results(first)])).rejects.toThrow(/too large/);
    const shorter = withInput(first, { path: 'src/a.js', content: LEFT_OUT, list: [LEFT_OUT] });
    expect(saidIn(await ask([opening, shorter, results(first, 'short')]))).toMatchObject([{ name: 'submit' }]);
    expect(model.requests.map(({ turn }) => turn)).toEqual([1, 2, 2]);
    expect(model.leftovers()).toEqual([]);
    expect(model.violations).toEqual([]);
  });

  test.each<[string, object]>([
    ['with another count', { path: 'src/a.js', content: '[7 bytes left out]', list: [CONTENT] }],
    ['with other words', { path: 'src/a.js', content: '…', list: [CONTENT] }],
    ['without a part', { path: 'src/a.js', list: [CONTENT] }],
    ['with a part more', { path: 'src/a.js', content: CONTENT, list: [CONTENT], more: '' }],
    ['with a shorter list', { path: 'src/a.js', content: CONTENT, list: [] }],
  ])('but not %s', async (_, input) => {
    const { ask } = await start([write, done]);
    const first = await ask([opening]);
    await expect(ask([opening, withInput(first, input), results(first)])).rejects.toThrow(/differs from turn 1/);
  });

  test('but not by a turn that was given in full', async () => {
    const { ask } = await start([write, { ...done, fault: { breaks: 'reset', after: 'middle' } }]);
    await ask([opening]);
    await expect(ask([user(text(HEADER), text('Go on.'))])).rejects.toThrow(/turn 1, which was sent, is missing/);
  });
});
