import Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HEADER, KEY, done, opening, read, results, said, start, stop, text, user } from './ask.js';

afterEach(stop);

describe('a conversation', () => {
  test('is streamed so that the SDK puts it together', async () => {
    const { ask, model } = await start([read, done]);
    const first = await ask([opening]);
    expect(first).toMatchObject({ model: 'scripted', stop_reason: 'tool_use', role: 'assistant' });
    expect(first.content).toEqual([
      { type: 'text', text: 'Reading.' },
      {
        type: 'tool_use',
        id: expect.stringMatching(/^toolu_\w+$/),
        name: 'read_file',
        input: { path: 'src/größe.js' },
      },
    ]);
    const second = await ask([opening, said(first), results(first)]);
    expect(second.content).toMatchObject([{ type: 'tool_use', name: 'submit' }]);
    expect(model.leftovers()).toEqual([]);
    expect(model.violations).toEqual([]);
  });

  test('gives the same reply to the same request, and counts it as repeated', async () => {
    const { ask, model } = await start([read, done]);
    const [one, two] = [await ask([opening]), await ask([opening])];
    expect(two).toEqual(one);
    expect(model.requests.map(({ turn, repeated }) => [turn, repeated])).toEqual([
      [1, false],
      [1, true],
    ]);
    expect(model.leftovers()).toEqual([`${KEY} turn 2`]);
  });

  test('is kept apart from that of another feature', async () => {
    const { ask, model } = await start([read]);
    await ask([opening]);
    await ask([user(text(HEADER.replace('users', 'others')))]);
    expect(model.requests.map(({ feature, turn }) => [feature, turn])).toEqual([
      ['users', 1],
      ['others', 1],
    ]);
  });

  test('follows the script of its own feature where each has one', async () => {
    const { ask, model } = await start((feature) => ({ [KEY]: feature === 'users' ? [read, done] : [done] }));
    expect((await ask([opening])).content).toMatchObject([{ type: 'text' }, { name: 'read_file' }]);
    const other = await ask([user(text(HEADER.replace('users', 'others')))]);
    expect(other.content).toMatchObject([{ name: 'submit' }]);
    expect(model.leftovers()).toEqual([`users ${KEY} turn 2`]);
    expect(model.leftovers('others')).toEqual([]);
    await expect(ask([user(text(`${HEADER.replace('users', 'others')} Again.`))])).rejects.toThrow(`${KEY} turn 2`);
  });

  test('counts what came before as read from the cache and the rest as written', async () => {
    const { ask, model } = await start([read, done]);
    const first = await ask([opening]);
    const second = await ask([opening, said(first), results(first)]);
    const whole = first.usage.cache_creation_input_tokens ?? 0;
    expect(first.usage).toMatchObject({ input_tokens: 0, cache_read_input_tokens: 0 });
    expect(whole).toBeGreaterThan(50);
    expect(second.usage.cache_read_input_tokens).toBeGreaterThan(whole);
    expect(second.usage.cache_creation_input_tokens).toBeGreaterThan(0);
    expect(model.usage()).toMatchObject({
      input: 0,
      output: first.usage.output_tokens + second.usage.output_tokens,
      cacheReads: second.usage.cache_read_input_tokens,
    });
  });

  test('counts all as input where nothing is marked for the cache', async () => {
    const { ask } = await start([read]);
    const { usage } = await ask([opening], { system: 'You write tests.', cache_control: null });
    expect(usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
    expect(usage.input_tokens).toBeGreaterThan(50);
  });

  test('takes a nudge after an empty answer, which can not be said again', async () => {
    const { ask, model } = await start([{ empty: true }, read]);
    expect(await ask([opening])).toMatchObject({ content: [], stop_reason: 'end_turn' });
    await ask([user(text(HEADER), text('Go on.'))]);
    expect(model.violations).toEqual([]);
  });

  test('cuts the last call in the middle of its JSON, and lets the client drop it', async () => {
    const long = { name: 'submit', input: { summary: 'x'.repeat(200), more: 'y' } };
    const { ask, model } = await start([{ text: 'Now.', calls: [long], cut: true }, read, done]);
    const first = await ask([opening]);
    expect(first.stop_reason).toBe('max_tokens');
    expect(first.content.at(-1)).not.toMatchObject({ input: long.input });
    const kept: Anthropic.MessageParam = { role: 'assistant', content: [text('Now.')] };
    await ask([opening, kept, user(text('That was cut.'))]);
    expect(model.violations).toEqual([]);
    await expect(ask([opening, said(first), results(first)])).rejects.toThrow(/differs from turn/);
  });

  test('holds a reply back until it is released', async () => {
    const { ask, model } = await start([read]);
    const hold = model.hold(KEY, 1);
    const asked = ask([opening]);
    await hold.reached;
    expect(model.requests).toHaveLength(1);
    hold.release();
    expect(await asked).toMatchObject({ stop_reason: 'tool_use' });
  });

  test('goes on after the client of a held reply was cut off', async () => {
    const { ask, model } = await start([read]);
    const hold = model.hold(KEY, 1);
    const gone = new AbortController();
    const cut = ask([opening], {}, gone.signal).catch((error: unknown) => error);
    await hold.reached;
    gone.abort();
    expect(await cut).toBeInstanceOf(Anthropic.APIUserAbortError);
    const again = ask([opening]);
    hold.release();
    expect(await again).toMatchObject({ stop_reason: 'tool_use' });
    expect(model.requests.map(({ repeated }) => repeated)).toEqual([false, true]);
    expect(model.violations).toEqual([]);
  });

  test('has its scripted faults first, with their headers', async () => {
    const fault = {
      status: 529,
      type: 'overloaded_error',
      message: 'Overloaded',
      headers: { 'retry-after': '0' },
      times: 2,
    };
    const { ask, model } = await start([{ ...read, fault }]);
    for (const _ of [1, 2]) {
      const error: unknown = await ask([opening]).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ status: 529, type: 'overloaded_error' });
      expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toBe('0');
    }
    expect(await ask([opening])).toMatchObject({ stop_reason: 'tool_use' });
    expect(model.requests.map(({ status }) => status)).toEqual([529, 529, 200]);
    expect(model.requests.at(-1)?.repeated).toBe(false);
  });
});
