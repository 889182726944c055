import Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, test } from '@jest/globals';
import { HEADER, KEY, done, opening, read, results, said, saidIn, start, stop, text, user } from './ask.js';

afterEach(stop);

describe('a conversation', () => {
  test('is streamed so that the SDK puts it together', async () => {
    const { ask, model } = await start([read, done]);
    const first = await ask([opening]);
    expect(first).toMatchObject({ model: 'any-model', stop_reason: 'tool_use', role: 'assistant' });
    expect(saidIn(first)).toEqual([
      { type: 'text', text: 'Reading.' },
      {
        type: 'tool_use',
        id: expect.stringMatching(/^toolu_\w+$/),
        name: 'read_file',
        input: { path: 'src/größe.js' },
      },
    ]);
    const second = await ask([opening, said(first), results(first)]);
    expect(saidIn(second)).toMatchObject([{ type: 'tool_use', name: 'submit' }]);
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
    expect(saidIn(await ask([opening]))).toMatchObject([{ type: 'text' }, { name: 'read_file' }]);
    const other = await ask([user(text(HEADER.replace('users', 'others')))]);
    expect(saidIn(other)).toMatchObject([{ name: 'submit' }]);
    expect(model.leftovers()).toEqual([`users ${KEY} turn 2`]);
    expect(model.leftovers('others')).toEqual([]);
    await expect(ask([user(text(`${HEADER.replace('users', 'others')} Again.`))])).rejects.toThrow(`${KEY} turn 2`);
  });

  const LONG = `${HEADER}\n${'Some more of it. '.repeat(200)}`;
  const long = user(text(LONG));

  test('counts what was written to the cache before as read, the rest as written, and nothing that is short', async () => {
    const { ask, model } = await start([read, read, done]);
    expect((await ask([opening])).usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
    const first = await ask([long]);
    const whole = first.usage.cache_creation_input_tokens ?? 0;
    expect(first.usage).toMatchObject({ input_tokens: 0, cache_read_input_tokens: 0 });
    expect(whole).toBeGreaterThan(512);
    await expect(ask([long, said(first), results(first)])).resolves.toMatchObject({
      usage: { cache_read_input_tokens: whole, input_tokens: 0 },
    });
    expect(model.usage().cacheReads).toBe(whole);
  });

  test.each([
    [false, 0],
    [true, 1],
  ])(
    'looks back from a mark for 20 blocks only (with a mark at the end of the request before: %s)',
    async (marks, hit) => {
      const calls = Array.from({ length: 11 }, () => read.calls![0]!);
      const { ask } = await start([{ calls }, done]);
      const mark = { cache_control: { type: 'ephemeral' as const } };
      const first = await ask([long]);
      const begin = marks ? user({ ...text(LONG), ...mark }) : long;
      const second = await ask([begin, said(first), results(first)]);
      expect(second.usage.cache_read_input_tokens! > 512).toBe(hit === 1);
    },
  );

  test('counts all as input where nothing is marked for the cache', async () => {
    const { ask } = await start([read]);
    const { usage } = await ask([long], { system: 'You write tests.', cache_control: null });
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
    const cutCall = { name: 'submit', input: { summary: 'x'.repeat(200), more: 'y' } };
    const { ask, model } = await start([{ text: 'Now.', calls: [cutCall], cut: true }, read, done]);
    const first = await ask([opening]);
    expect(first.stop_reason).toBe('max_tokens');
    expect(first.content.at(-1)).not.toMatchObject({ input: cutCall.input });
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
