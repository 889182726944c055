import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as ask, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startScriptedModel, type ScriptedModel } from '../../examples/scripted-model/server.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import { createModel, type ModelOptions, type ModelReply } from '../../src/agent/model.js';
import { openClient, requireSigner, type Access } from '../../src/agent/model-client.js';
import { toolsOf } from '../../src/agent/tools/toolset.js';

/** Who signs in, who serves the model, and what stands between. */

const REQUEST = {
  system: 'You ask what is open.',
  messages: [
    {
      conversation: 'discuss/1',
      role: 'user' as const,
      content: [{ type: 'text' as const, text: 'Feature: users\nPhase: discuss\n' }],
    },
  ],
  tools: toolsOf('discuss'),
  maxTokens: 1_000,
};
const KEY = 'what-signs-in';

let server: ScriptedModel;
beforeEach(async () => {
  const script = { discuss: [{ text: 'Nothing is open.', calls: [submit<'discuss'>({ questions: [] })] }] };
  server = await startScriptedModel({ script, key: KEY });
});
afterEach(async () => server.close());

function asked(access: Access, more: Partial<ModelOptions> = {}): Promise<ModelReply> {
  const model = createModel({ baseURL: server.url, model: 'any', idleMs: 5_000, replyMs: 20_000, ...access, ...more });
  return model.ask(REQUEST, () => {}, new AbortController().signal);
}

describe('a model answers whoever signs in', () => {
  it.each<[string, Access]>([
    ['ANTHROPIC_API_KEY', { apiKey: KEY }],
    ['ANTHROPIC_AUTH_TOKEN', { authToken: KEY }],
    ['ANTHROPIC_API_KEY', { apiKey: KEY, authToken: 'another' }],
  ])('with %s', async (signer, access) => {
    expect(await requireSigner(access)).toBe(signer);
    expect((await asked(access)).stop).toBe('tool_use');
  });

  describe('with a profile of the SDK', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'piv-profile-'));
      process.env['ANTHROPIC_CONFIG_DIR'] = folder;
    });
    afterEach(async () => {
      delete process.env['ANTHROPIC_CONFIG_DIR'];
      delete process.env['ANTHROPIC_PROFILE'];
      await rm(folder, { recursive: true });
    });

    async function writeProfile(name: string, token: string): Promise<void> {
      await mkdir(path.join(folder, 'configs'));
      await mkdir(path.join(folder, 'credentials'));
      const credentials = path.join(folder, 'credentials', `${name}.json`);
      await writeFile(credentials, JSON.stringify({ version: '1.0', access_token: token }), { mode: 0o600 });
      const profile = { version: '1.0', authentication: { type: 'user_oauth', client_id: 'a-client' } };
      await writeFile(path.join(folder, 'configs', `${name}.json`), JSON.stringify(profile));
    }

    it('that is the active one, or is named', async () => {
      await writeProfile('default', KEY);
      expect(await requireSigner({})).toBe('the active profile (user_oauth)');
      expect((await asked({})).stop).toBe('tool_use');
    });

    it('whose token is refused, which a person hears of with what to look at', async () => {
      await writeProfile('default', 'an old one');
      await expect(asked({})).rejects.toMatchObject({ mend: 'person', message: expect.stringMatching(/piv doctor/) });
    });

    it('but not where nothing does, or the profile that is named is not there', async () => {
      await expect(requireSigner({})).rejects.toMatchObject({ name: 'NoWay', message: expect.stringMatching(/; set/) });
      process.env['ANTHROPIC_PROFILE'] = 'work';
      await expect(requireSigner({})).rejects.toThrow(/the profile "work".* does not exist.*; mend it/s);
      await expect(asked({})).rejects.toMatchObject({ mend: 'person' });
    });
  });
});

it.each(['bedrock', 'vertex', 'foundry'] as const)(
  '%s names the line that installs what it needs',
  async (provider) => {
    await expect(openClient({ provider })).rejects.toMatchObject({
      name: 'NoWay',
      message: expect.stringMatching(
        new RegExp(
          `PIV_PROVIDER is ${provider}, .*; npm install --no-save --prefix /.* @anthropic-ai/${provider}-sdk@1`,
        ),
      ),
    });
    await expect(asked({ provider })).rejects.toMatchObject({ mend: 'person' });
  },
);

describe('a proxy', () => {
  let proxy: Server;
  let tunnels: string[];
  beforeEach(async () => {
    tunnels = [];
    proxy = createServer((request, response) => void request.pipe(ask(request.url!, (from) => from.pipe(response))));
    // Every name leads to the scripted model.
    proxy.on('connect', ({ url }, socket) => {
      tunnels.push(url!);
      const onward = connect(server.port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      onward.pipe(socket).pipe(onward);
      for (const end of [onward, socket]) end.on('error', () => onward.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => proxy.close().closeAllConnections());
  const address = () => `127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  it('carries what goes to a service', async () => {
    const proxies = { http: `http://${address()}` };
    expect((await asked({ apiKey: KEY, baseURL: 'http://models.invalid', proxies })).stop).toBe('tool_use');
    expect(tunnels.length).toBeGreaterThan(0);
    expect(new Set(tunnels)).toEqual(new Set(['models.invalid:80']));
  });

  it('is asked for services with https, also by an address without a scheme', async () => {
    const proxies = { https: address() };
    const failure = asked({ apiKey: KEY, baseURL: 'https://models.invalid', proxies });
    // The scripted model knows no TLS.
    await expect(failure).rejects.toMatchObject({ mend: 'wait', message: expect.stringMatching(/can't be reached/) });
    expect(tunnels).toContain('models.invalid:443');
  });

  it('is not asked for what is excepted, nor for this machine', async () => {
    const proxies = { http: `http://${address()}`, except: 'models.invalid' };
    const failure = asked({ apiKey: KEY, baseURL: 'http://models.invalid', proxies });
    await expect(failure).rejects.toMatchObject({ mend: 'wait' });
    expect((await asked({ apiKey: KEY, proxies })).stop).toBe('tool_use');
    expect(tunnels).toEqual([]);
  });
});
