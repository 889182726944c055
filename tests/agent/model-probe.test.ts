import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { probeModel } from '../../src/agent/model-probe.js';

/** What one cheap question tells, of services that know different ones. */

let scripted: ScriptedModel | undefined;
let other: Server | undefined;
afterEach(async () => {
  await scripted?.close();
  other?.close();
});

async function serviceWith(answers: Record<string, object>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  other = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = answers[request.url!];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await once(other.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(other.address() as AddressInfo).port}`, asked };
}

it('the service describes the model', async () => {
  scripted = await startScriptedModel({ script: {} });
  expect(await probeModel({ apiKey: 'any', baseURL: scripted.url }, 'claude-opus-5-5')).toEqual({
    at: scripted.url,
    by: 'a description',
    window: 1_000_000,
    answer: 128_000,
    thinks: true,
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  });
  expect(scripted.requests).toEqual([]);
});

it('without descriptions it counts, and without that it says a word', async () => {
  const counts = await serviceWith({ '/v1/messages/count_tokens': { input_tokens: 9 } });
  const access = { apiKey: 'any', baseURL: counts.url };
  expect(await probeModel(access, 'llama')).toEqual({ at: counts.url, by: 'a count of tokens' });
  other!.close();
  const says = await serviceWith({ '/v1/messages': { type: 'message', content: [] } });
  expect(await probeModel({ ...access, baseURL: says.url }, 'llama')).toMatchObject({ by: 'a message of one token' });
  expect(says.asked).toEqual(['GET /v1/models/llama', 'POST /v1/messages/count_tokens', 'POST /v1/messages']);
});

it('a model that nobody knows is a failure with its remedy, and one that nobody serves as well', async () => {
  const { url } = await serviceWith({});
  const access = { apiKey: 'any', baseURL: url };
  await expect(probeModel(access, 'a-typo')).rejects.toMatchObject({
    mend: 'person',
    message: expect.stringMatching(/^the model was not found: set PIV_MODEL/),
  });
  other!.close();
  await expect(probeModel({ ...access, baseURL: 'http://127.0.0.1:9' }, 'any')).rejects.toMatchObject({ mend: 'wait' });
});
