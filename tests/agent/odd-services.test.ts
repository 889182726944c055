import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import type { ModelFailure } from '../../src/agent/model-failure.js';
import { createModel, type Model, type ModelReply, type ModelRequest } from '../../src/agent/model.js';
import type { ReplyEvent } from '../../src/agent/model-reply.js';
import { toolsOf } from '../../src/agent/tools/toolset.js';

/** What gateways and local servers make of the service, put between the SDK and the scripted model. */

/** What is on the wire; a gateway may have changed any of it. */
type Event = { type?: string } & { [name in keyof ReplyEvent]?: unknown };
type Block = Record<string, unknown>;
const inside = (part: unknown) => (part ?? {}) as Block;
type Gateway = (events: Event[], answer: ServerResponse, asked: string) => void;

const submitted = { questions: [] };
const REPLY = { text: 'Nothing is open.', calls: [submit<'discuss'>(submitted)] };
const said = (text: string) => ({
  conversation: 'discuss/1',
  role: 'user' as const,
  content: [{ type: 'text' as const, text }],
});
const REQUEST: ModelRequest = {
  system: 'You ask what is open.',
  messages: [said('Feature: users\nPhase: discuss\n')],
  tools: toolsOf('discuss'),
  maxTokens: 1_000,
};

let scripted: ScriptedModel;
let gateway: Server;
let sent: Event[] | undefined;
let notes: string[] = [];
/** Questions that the gateway has no answer to. */
let unknown: string[] = [];
afterEach(async () => {
  gateway.close();
  await scripted.close();
});

/** `change`: what the gateway makes of a reply. */
async function behind(change: Gateway): Promise<Model> {
  scripted = await startScriptedModel({ script: { discuss: [REPLY] } });
  sent = undefined;
  notes = [];
  unknown = [];
  gateway = createServer((asked, answer) => void pass(asked, answer, change));
  await new Promise<void>((listening) => gateway.listen(0, '127.0.0.1', listening));
  const { port } = gateway.address() as AddressInfo;
  return createModel({
    apiKey: 'a-key',
    baseURL: `http://127.0.0.1:${port}`,
    model: 'any',
    idleMs: 5_000,
    replyMs: 60_000,
    note: (text) => notes.push(text),
  });
}

async function pass(asked: IncomingMessage, answer: ServerResponse, change: Gateway): Promise<void> {
  if (asked.method === 'GET' || asked.url!.endsWith('/count_tokens')) {
    unknown.push(`${asked.method} ${asked.url}`);
    return void answer.writeHead(404).end();
  }
  const body = Buffer.concat(await asked.toArray()).toString('utf8');
  sent ??= await eventsFor(asked.url!, body);
  change(sent, answer, body);
}

/** The scripted model's reply, which the gateway has for each later request as well. */
async function eventsFor(url: string, body: string): Promise<Event[]> {
  const headers = { 'content-type': 'application/json', 'x-api-key': 'a-key' };
  const reply = await fetch(scripted.url + url, { method: 'POST', headers, body });
  const lines = (await reply.text()).split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Event);
}

const stream = (answer: ServerResponse, events: Event[], lineEnd = '\n') =>
  answer
    .writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    .end(
      events.map((event) => [`event: ${event.type}`, `data: ${JSON.stringify(event)}`, '', ''].join(lineEnd)).join(''),
    );

const ask = (model: Model, request = REQUEST): Promise<ModelReply> =>
  model.ask(request, () => {}, new AbortController().signal);

/** What is asked next, after a reply whose call was refused. */
function talkOf(reply: ModelReply): ModelRequest['messages'] {
  const { id: call } = callIn(reply);
  const result = { type: 'tool_result' as const, tool_use_id: call, content: 'refused', is_error: true };
  return [
    ...REQUEST.messages,
    { conversation: 'discuss/1', role: 'assistant', content: reply.content },
    { conversation: 'discuss/1', role: 'user', content: [result] },
  ];
}

const callIn = ({ content }: ModelReply) => content.find((block) => block.type === 'tool_use')!;

describe('a reply is read as far as it can be', () => {
  it.each<[string, (events: Event[]) => Event[]]>([
    [
      'without usage at its end',
      (all) => all.map((one) => (one.type === 'message_delta' ? { ...one, usage: undefined } : one)),
    ],
    ['with usage of null', (all) => all.map((one) => (one.type === 'message_delta' ? { ...one, usage: null } : one))],
    [
      'without usage at its start',
      (all) =>
        all.map((one) => (one.message ? { ...one, message: { ...inside(one.message), usage: undefined } } : one)),
    ],
    ['without message_stop', (all) => all.slice(0, -1)],
    [
      'without the reason why it stopped',
      (all) => all.map((one) => (one.type === 'message_delta' ? { ...one, delta: {} } : one)),
    ],
    [
      'with a gap in the numbers of its blocks',
      (all) => all.map((one) => ('index' in one ? { ...one, index: Number(one.index) * 2 } : one)),
    ],
    ['with events that nobody knows', (all) => all.flatMap((one) => [{ type: 'odd_event', index: 0 }, one])],
  ])('%s', async (_, change) => {
    const reply = await ask(await behind((events, answer) => stream(answer, change(events))));
    expect(callIn(reply)).toMatchObject({ name: 'submit', input: submitted });
    expect(reply.stop).toBe('tool_use');
    expect(reply.usage.input + reply.usage.cacheWrites).toBeGreaterThan(10);
    expect(reply.usage.output).toBeGreaterThan(5);
    expect(scripted.requests).toHaveLength(1);
  });

  it('with line ends of Windows', async () => {
    const reply = await ask(await behind((events, answer) => stream(answer, events, '\r\n')));
    expect(callIn(reply)).toMatchObject({ input: submitted });
  });

  it('that comes as a whole, although a stream was asked for', async () => {
    const whole: Gateway = (events, answer) => {
      const { message } = events[0]!;
      const content = [
        { type: 'text', text: 'Nothing.' },
        { type: 'tool_use', id: 'toolu_1', name: 'submit', input: submitted },
      ];
      const usage = { input_tokens: 20, output_tokens: 7 };
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ ...inside(message), content, stop_reason: 'tool_use', usage }));
    };
    const reply = await ask(await behind(whole));
    expect(reply).toMatchObject({ stop: 'tool_use', usage: { input: 20, output: 7 } });
    expect(callIn(reply)).toMatchObject({ input: submitted });
  });
});

describe('what could never be sent back is not kept', () => {
  const withCall =
    (change: (block: Block) => Block): Gateway =>
    (events, answer) => {
      const changed = events.map((one) => {
        const block = inside(one.content_block);
        return block['type'] === 'tool_use' ? { ...one, content_block: change(block) } : one;
      });
      stream(answer, changed);
    };

  it.each(['', 'x.search:3', 'toolu_1'])('an id of a call like "%s", when it comes twice', async (id) => {
    const model = await behind(withCall((block) => ({ ...block, id })));
    const first = await ask(model);
    const ids = [first, await ask(model, { ...REQUEST, messages: talkOf(first) })].map((reply) => callIn(reply).id);
    expect(new Set(ids).size).toBe(2);
    for (const own of ids) expect(own).toMatch(/^[\w-]+$/);
  });

  it('arguments that are no object', async () => {
    const none: Gateway = (events, answer) => {
      const changed = events.flatMap((one) => {
        if (inside(one.delta)['type'] === 'input_json_delta') return [];
        return [
          inside(one.content_block)['type'] === 'tool_use'
            ? { ...one, content_block: { ...inside(one.content_block), input: undefined } }
            : one,
        ];
      });
      stream(answer, changed);
    };
    expect(callIn(await ask(await behind(none)))).toMatchObject({ input: {} });
  });

  it('half of a character, whoever cut it', async () => {
    let asked = '';
    const half: Gateway = (events, answer, body) => {
      asked = body;
      stream(
        answer,
        events.map((one) =>
          inside(one.delta)['type'] === 'text_delta'
            ? { ...one, delta: { ...inside(one.delta), text: 'cut \ud83d' } }
            : one,
        ),
      );
    };
    const model = await behind(half);
    const reply = await ask(model, { ...REQUEST, messages: [said('Feature: users\nPhase: discuss\n\ud83d')] });
    expect(asked).not.toMatch(/\\ud83d/);
    expect(JSON.stringify(reply)).not.toMatch(/\\ud83d/);
  });
});

it.each<[string, string, RegExp]>([
  ['lines that are no JSON', 'data: {"type": "message_start", half\n\n', /can't be read.*ANTHROPIC_BASE_URL/],
  ['events of another service', 'data: {"object": "chat.completion.chunk"}\n\n', /no reply of it.*ANTHROPIC_BASE_URL/],
])('%s are no reply, and a person hears of it at once', async (_, body, remedy) => {
  const other: Gateway = (_events, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(body);
  };
  const failure = await ask(await behind(other)).catch((error: unknown) => error as ModelFailure);
  expect(failure).toMatchObject({ mend: 'person', message: expect.stringMatching(remedy) });
});

it('a page of another server is no reply, and a person hears of it at once', async () => {
  const page: Gateway = (_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
  const failure = await ask(await behind(page)).catch((error: unknown) => error as ModelFailure);
  expect(failure).toMatchObject({ mend: 'person', message: expect.stringMatching(/text\/html.*ANTHROPIC_BASE_URL/) });
});

it.each<[string, (body: string) => string | undefined]>([
  [
    'ttl',
    (body) =>
      body.includes('"ttl"') ? 'system.0.cache_control.ephemeral.ttl: Extra inputs are not permitted' : undefined,
  ],
  [
    'marks for the cache',
    (body) => (body.includes('cache_control') ? 'cache_control: Extra inputs are not permitted' : undefined),
  ],
  ['effort', (body) => (body.includes('effort') ? 'This model does not support the effort parameter.' : undefined)],
  ['thinking', (body) => (body.includes('"adaptive"') ? 'thinking: unknown field' : undefined)],
])('a service that refuses %s is asked without, from then on, and that is said once', async (what, refusal) => {
  let asked = 0;
  const strict: Gateway = (events, answer, body) => {
    asked += 1;
    const message = refusal(body);
    if (!message) return void stream(answer, events);
    answer.writeHead(what === 'thinking' ? 422 : 400, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }));
  };
  const model = await behind(strict);
  const request = { ...REQUEST, effort: 'low' as const };
  expect((await ask(model, request)).stop).toBe('tool_use');
  const before = asked;
  const { without } = await ask(model, request);
  expect(asked).toBe(before + 1);
  await ask(model, { ...request, model: 'another' });
  const words = what === 'effort' || what === 'thinking' ? what : 'cache marks';
  const about = notes.filter((note) => note.includes('asked without') && note.includes(words));
  expect(about.length).toBeGreaterThan(0);
  expect(notes).toEqual([...new Set(notes)]);
  expect(without).toContainEqual(expect.stringMatching(`is asked without .*${words}`));
});

it('a service that neither describes models nor counts tokens is asked that once; each reply says what it goes without', async () => {
  const model = await behind((events, answer) => void stream(answer, events));
  for (const _ of [1, 2]) expect(await model.count(REQUEST)).toBeUndefined();
  for (const _ of [1, 2]) {
    expect((await ask(model)).without).toEqual([
      expect.stringContaining('without counts of tokens'),
      expect.stringContaining('without a description of the model'),
    ]);
  }
  expect(unknown).toEqual(['POST /v1/messages/count_tokens', 'GET /v1/models/any']);
  expect(notes).toHaveLength(2);
});

it('the ends of a request and of the one before are marked for the cache, as not each service takes a mark of the whole', async () => {
  const bodies: string[] = [];
  const model = await behind((events, answer, body) => {
    bodies.push(body);
    stream(answer, events);
  });
  await ask(model, { ...REQUEST, messages: talkOf(await ask(model)), hour: true });
  const asked = JSON.parse(bodies.at(-1)!) as { messages: { content: Block[] }[] };
  expect(asked).not.toHaveProperty('cache_control');
  const hour = { type: 'ephemeral', ttl: '1h' };
  expect(asked.messages.map(({ content }) => content.at(-1)!['cache_control'])).toEqual([hour, undefined, hour]);
});

it('effort goes out where it is wished for, with the model that it is wished of', async () => {
  const bodies: string[] = [];
  const model = await behind((events, answer, body) => {
    bodies.push(body);
    stream(answer, events);
  });
  expect(await ask(model, { ...REQUEST, model: 'another', effort: 'xhigh' })).toMatchObject({
    asked: { model: 'another' },
  });
  expect(await ask(model)).toMatchObject({ asked: { model: 'any' } });
  expect(bodies.map((body) => JSON.parse(body) as object)).toEqual([
    expect.objectContaining({ model: 'another', output_config: { effort: 'xhigh' } }),
    expect.not.objectContaining({ output_config: expect.anything() as object }),
  ]);
  expect(notes).toEqual([expect.stringContaining('without a description')]);
});
