import { afterEach, describe, expect, it } from '@jest/globals';
import type { ErrorFault, Reply } from '../../examples/scripted-model/script.js';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { ModelFailure } from '../../src/agent/model-failure.js';
import { createModel, type ModelReply } from '../../src/agent/model.js';
import { toolsOf } from '../../src/agent/tools/toolset.js';
import type { Usage } from '../../src/types.js';
import { NO_USAGE } from '../../src/usage.js';

/** The real SDK against the scripted server: what each fault of the service is taken for, and what it costs. */

type Fault = NonNullable<Reply['fault']>;

const KEY = 'the-key-of-the-model';
const REQUEST = {
  system: 'You ask what is open.',
  messages: [{ conversation: 'discuss/1', role: 'user' as const, content: [text('Feature: users\nPhase: discuss\n')] }],
  tools: toolsOf('discuss'),
  maxTokens: 1_000,
};
const REPLY: Reply = { text: 'Nothing is open, nothing at all.', calls: [submit<'discuss'>({ questions: [] })] };
const IDLE_MS = 700;
const REPLY_MS = 1_500;

function text(words: string) {
  return { type: 'text' as const, text: words };
}

let server: ScriptedModel;
afterEach(async () => server.close());

async function serve(reply: Partial<Reply>, thinks = true): Promise<void> {
  server = await startScriptedModel({ script: { discuss: [{ ...REPLY, ...reply }] }, thinks });
}

function ask(signal = new AbortController().signal, heard: (spent: Usage) => void = () => {}): Promise<ModelReply> {
  const model = createModel({ apiKey: KEY, baseURL: server.url, model: 'any', idleMs: IDLE_MS, replyMs: REPLY_MS });
  return model.ask(REQUEST, heard, signal);
}

async function failureOf(asked: Promise<ModelReply>): Promise<ModelFailure> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ModelFailure) return error;
  throw new Error('the call gave no ModelFailure', { cause: error });
}

/** Asks once for the fault, which must not be retried by the SDK, then once more for the reply. */
async function met(fault: Fault, thinks = true): Promise<ModelFailure> {
  await serve({ fault }, thinks);
  const failure = await failureOf(ask());
  expect(server.requests).toHaveLength(1);
  const { output, ...read } = server.usage();
  expect(failure.usage).toMatchObject(read);
  // What was thought is told at the end only: until then, it is counted for no less than it can cost.
  expect(failure.usage.output).toBeGreaterThanOrEqual(output);
  expect(failure.usage.output).toBeLessThanOrEqual(REQUEST.maxTokens);
  expect((await ask()).stop).toBe('tool_use');
  return failure;
}

const error = (status: number, type: string, more: Partial<ErrorFault> = {}): Fault => {
  return { status, type, message: 'said the service', ...more };
};
const inTime = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();
const spent = (code: string) => ({ details: { error_visibility: 'user_facing', error_code: code } });

describe('passes by itself, so that it is waited for', () => {
  it.each<[string, Fault, RegExp]>([
    ['a 408', error(408, 'timeout_error'), /408 said the service/],
    ['a 409', error(409, 'conflict_error'), /409/],
    ['a 429 without retry-after', error(429, 'rate_limit_error'), /429/],
    ['a 429 of a ramp', error(429, 'rate_limit_error', spent('ramp_limit_exceeded')), /429/],
    ['a 500', error(500, 'api_error'), /500/],
    ['a 503', error(503, 'api_error'), /503/],
    ['a 504', error(504, 'timeout_error'), /504/],
    ['a 529', error(529, 'overloaded_error'), /529/],
    ['a 400 that says so', error(400, 'invalid_request_error', { headers: { 'x-should-retry': 'true' } }), /400/],
    ['a reset before the headers', { breaks: 'reset', after: 'nothing' }, /can't be reached: .*ECONNRESET/],
    ['a reset after the headers', { breaks: 'reset', after: 'headers' }, /broke off/],
    ['a reset in the middle', { breaks: 'reset', after: 'middle' }, /broke off: .*(ECONNRESET|terminated)/],
    ['an end before any event', { breaks: 'end', after: 'headers' }, /broke off/],
    ['an end in the middle', { breaks: 'end', after: 'middle' }, /broke off/],
    ['an overload in the middle', { breaks: 'error', after: 'middle' }, /said in the middle/],
    ['a rate limit in the middle', { breaks: 'error', after: 'middle', type: 'rate_limit_error' }, /in the middle/],
    ['an unknown error in the middle', { breaks: 'error', after: 'middle', type: 'api_error' }, /in the middle/],
    ['no headers', { breaks: 'silence', after: 'nothing' }, /it was silent for 0.7 s/],
    ['silence after the headers', { breaks: 'silence', after: 'headers' }, /silent/],
    ['silence in the middle', { breaks: 'silence', after: 'middle' }, /silent/],
    ['pings only', { breaks: 'pings', after: 'headers' }, /its reply took longer than 1.5 s/],
    ['pings after the middle', { breaks: 'pings', after: 'middle' }, /took longer/],
  ])('%s', async (_, fault, message) => {
    expect(await met(fault)).toMatchObject({ mend: 'wait', message: expect.stringMatching(message) });
  });

  it('a service that refuses connections', async () => {
    await serve({});
    await server.refuse();
    const failure = await failureOf(ask());
    expect(failure).toMatchObject({ mend: 'wait', usage: NO_USAGE });
    expect(failure.message).toMatch(/^it can't be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
    await server.listen();
    expect((await ask()).stop).toBe('tool_use');
  });
});

describe('is for a person to mend, who is told how', () => {
  it.each<[string, Fault, RegExp]>([
    ['a 401', error(401, 'authentication_error'), /ANTHROPIC_API_KEY/],
    ['a 402', error(402, 'billing_error'), /credit/],
    ['a 403', error(403, 'permission_error'), /key/],
    ['a 404 for the model', error(404, 'not_found_error'), /PIV_MODEL/],
    ['another status below 500', error(451, 'invalid_request_error'), /refused the request.*\(451/],
    ['a spent limit', error(429, 'rate_limit_error', spent('enforced_spend_limit_reached')), /spend limit/],
    ['a spent contract', error(429, 'rate_limit_error', spent('contract_spend_limit_reached')), /spend limit/],
    [
      'a spent limit in words',
      error(400, 'invalid_request_error', { message: 'Your credit balance is too low' }),
      /add/,
    ],
    ['a 429 that says not to retry', error(429, 'rate_limit_error', { headers: { 'x-should-retry': 'false' } }), /429/],
    ['a refused key in the middle', { breaks: 'error', after: 'headers', type: 'authentication_error' }, /API_KEY/],
  ])('%s', async (_, fault, remedy) => {
    expect(await met(fault)).toMatchObject({ mend: 'person', message: expect.stringMatching(remedy) });
  });
});

describe('asks for a conversation of other content', () => {
  it.each([400, 422])('with a %d that says nothing of its length', async (status) => {
    const refused = error(status, 'invalid_request_error');
    expect(await met(refused)).toMatchObject({ mend: 'other', message: expect.stringMatching(/refused the request/) });
  });
});

describe('asks for a shorter conversation', () => {
  it.each<[string, Fault]>([
    ['a 413', error(413, 'request_too_large')],
    [
      'a prompt that is too long',
      error(400, 'invalid_request_error', { message: 'prompt is too long: 210000 tokens' }),
    ],
  ])('%s', async (_, fault) => {
    expect(await met(fault)).toMatchObject({ mend: 'shorten' });
  });
});

describe('how long the service wants to be left alone is read', () => {
  it.each<[string, Record<string, string>, number]>([
    ['in seconds', { 'retry-after': '7' }, 7_000],
    ['in parts of a second', { 'retry-after': '0.5' }, 500],
    ['in milliseconds', { 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    ['from a date', { 'retry-after': inTime(300) }, 300_000],
    ['from a date in the past', { 'retry-after': inTime(-30) }, 0],
    ['although the SDK should not retry', { 'retry-after': '60', 'x-should-retry': 'false' }, 60_000],
  ])('%s', async (_, headers, wait) => {
    const { mend, retryAfterMs } = await met(error(429, 'rate_limit_error', { headers }));
    expect(mend).toBe('wait');
    expect(Math.abs(retryAfterMs! - wait)).toBeLessThan(wait > 100_000 ? 60_000 : 1);
  });

  it.each<[string, Record<string, string>]>([
    ['is missing', {}],
    ['is nonsense', { 'retry-after': 'soon' }],
  ])('and unknown where it %s', async (_, headers) => {
    expect((await met(error(529, 'overloaded_error', { headers }))).retryAfterMs).toBeUndefined();
  });
});

describe('a reply', () => {
  it.each<[string, Fault]>([
    ['before the headers', { breaks: 'silence', after: 'nothing' }],
    ['in the middle', { breaks: 'silence', after: 'middle' }],
  ])('that falls silent %s is given up within a second after the limit', async (_, fault) => {
    await serve({ fault });
    const began = Date.now();
    await failureOf(ask());
    const took = Date.now() - began;
    expect(took).toBeGreaterThanOrEqual(IDLE_MS - 20);
    expect(took).toBeLessThan(IDLE_MS + 1_000);
  });

  it('that is thought about for longer than a line may be silent is waited for, and counted meanwhile', async () => {
    await serve({ thinks: { tokens: 200, ms: 2 * IDLE_MS } });
    const heard: Usage[] = [];
    const model = createModel({ apiKey: KEY, baseURL: server.url, model: 'any', idleMs: IDLE_MS, replyMs: 60_000 });
    const { usage, content } = await model.ask(REQUEST, (now) => heard.push(now), new AbortController().signal);
    expect(content[0]).toMatchObject({
      type: 'thinking',
      thinking: expect.stringMatching(/\w/),
      signature: expect.any(String),
    });
    expect(usage).toEqual(server.usage());
    expect(usage.output).toBeGreaterThan(200);
    expect(Math.max(...heard.map(({ output }) => output))).toBeGreaterThanOrEqual(usage.output);
  });

  it('of a model that does not think is asked for without', async () => {
    await serve({}, false);
    const { content, usage } = await ask();
    expect(content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
    expect(usage).toEqual(server.usage());
    expect(server.violations).toEqual([]);
  });

  it('that drips is waited for, as long as it goes on', async () => {
    await serve({ paceMs: 60 });
    const began = Date.now();
    expect((await ask()).stop).toBe('tool_use');
    expect(Date.now() - began).toBeGreaterThan(IDLE_MS);
  });

  it.each(['refusal', 'max_tokens', 'model_context_window_exceeded'] as const)(
    'that stops for %s is one, with what it cost',
    async (stop) => {
      await serve({ stop });
      const { stop: why, usage } = await ask();
      expect(why).toBe(stop);
      expect(usage).toEqual(server.usage());
    },
  );

  it('says on its way what it has cost so far, and at the end what it has cost', async () => {
    await serve({}, false);
    const heard: Usage[] = [];
    const { usage } = await ask(undefined, (now) => heard.push(now));
    expect(usage).toEqual(server.usage());
    expect(heard.at(-1)).toEqual(usage);
    expect(heard[0]).toEqual({ ...usage, output: 1 });
    const outputs = heard.map(({ output }) => output);
    expect(outputs.at(-4)).toBeGreaterThan(5);
    expect(outputs).toEqual(outputs.toSorted((a, b) => a - b));
  });

  it('that broke off is billed by what had arrived of it', async () => {
    const failure = await met({ breaks: 'reset', after: 'middle' }, false);
    expect(failure.usage.cacheWrites).toBeGreaterThan(50);
    expect(failure.usage.output).toBeGreaterThan(5);
    const whole = server.requests.at(-1)!.usage;
    expect(failure.usage).toEqual({ ...whole, output: failure.usage.output });
    expect(failure.usage.output).toBeLessThan(whole.output);
  });

  it.each<[string, Fault]>([
    ['ends', { breaks: 'end', after: 'all' }],
    ['falls silent', { breaks: 'silence', after: 'all' }],
  ])('that lacks nothing but message_stop when it %s is one', async (_, fault) => {
    await serve({ fault });
    expect(await ask()).toMatchObject({ stop: 'tool_use', usage: server.requests.at(-1)!.usage });
  });
});

it('a call that is cancelled is no failure of the service', async () => {
  await serve({ fault: { breaks: 'silence', after: 'headers' } });
  const cancelled = new AbortController();
  const asked = ask(cancelled.signal).catch((thrown: unknown) => thrown);
  setTimeout(() => cancelled.abort(), 100);
  expect(await asked).not.toBeInstanceOf(ModelFailure);
});

it('an error never has the key in it, even where the service repeats it', async () => {
  const failure = await met(error(401, 'authentication_error', { message: `no such key: ${KEY}` }));
  expect(failure.message).toContain('no such key');
  expect(failure.message).not.toContain(KEY);
});
