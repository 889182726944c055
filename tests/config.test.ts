import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SNAPSHOT_LIMITS } from '../src/git/snapshot-size.js';
import { loadConfig } from '../src/config.js';
import { LIMITS } from '../src/sandbox/limits.js';
import { PRICES } from '../src/prices.js';

describe('the configuration', () => {
  it('needs nothing', () => {
    const config = loadConfig({});
    expect(config).toEqual({
      provider: 'anthropic',
      model: expect.stringMatching(/^claude-/),
      modelIdleMs: 120_000,
      modelReplyMs: 1_500_000,
      prices: PRICES,
      limits: LIMITS,
      snapshot: SNAPSHOT_LIMITS,
      home: path.join(os.homedir(), '.piv'),
      commandPath: [],
      readable: [],
      innerDomains: [],
      packageRoot: expect.any(String),
    });
    expect(existsSync(path.join(config.packageRoot, 'src', 'config.ts'))).toBe(true);
  });

  it('is what the environment says', () => {
    const environment = {
      PIV_PROVIDER: 'vertex',
      ANTHROPIC_API_KEY: 'key',
      ANTHROPIC_AUTH_TOKEN: 'token',
      HTTP_PROXY: 'http://other:1',
      http_proxy: 'proxy:3128',
      NO_PROXY: 'models.local',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:8080',
      PIV_MODEL: 'another',
      PIV_HOME: 'piv-home',
      PIV_COMMAND_PATH: ['/tools/bin', '', '/more'].join(path.delimiter),
      PIV_READABLE: ['~/models', '/mnt/data'].join(path.delimiter),
      PIV_MODEL_IDLE_SECONDS: '1.5',
      PIV_INNER_DOMAINS: 'npm.example.org, pypi.example.org:8443',
      PIV_DEPLOYMENT: 'team',
      PIV_BUILD_ID: '1.2.3',
    };
    expect(loadConfig(environment)).toMatchObject({
      provider: 'vertex',
      apiKey: 'key',
      authToken: 'token',
      proxies: { http: 'proxy:3128', except: 'models.local' },
      baseURL: 'http://127.0.0.1:8080',
      model: 'another',
      home: path.resolve('piv-home'),
      innerDomains: ['npm.example.org', 'pypi.example.org:8443'],
      commandPath: ['/tools/bin', '/more'],
      readable: [path.join(os.homedir(), 'models'), '/mnt/data'],
      modelIdleMs: 1_500,
      version: { deploymentName: 'team', buildId: '1.2.3' },
    });
  });

  it.each([
    [{}, LIMITS.allMemoryMb, LIMITS.allMemoryMb],
    [{ PIV_COMMAND_MEMORY_MB: '100' }, LIMITS.allMemoryMb, 100],
    [{ PIV_COMMAND_MEMORY_MB: '9999999' }, 9_999_999, 9_999_999],
    [{ PIV_MEMORY_MB: '300' }, 300, 300],
    [{ PIV_MEMORY_MB: '300', PIV_COMMAND_MEMORY_MB: '400' }, 300, 300],
  ])('of %j gives all commands %i MB of memory, and one %i', (environment, allMemoryMb, memoryMb) => {
    expect(loadConfig(environment).limits).toMatchObject({ allMemoryMb, memoryMb });
  });

  it('takes an empty variable as one that is not set', () => {
    const empty = { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: '', PIV_MODEL: '', PIV_HOME: '', PIV_DEPLOYMENT: '' };
    expect(loadConfig(empty)).toEqual(loadConfig({}));
  });

  it.each([
    ['ANTHROPIC_BASE_URL', 'no address'],
    ['PIV_MODEL_IDLE_SECONDS', 'long'],
    ['PIV_MODEL_IDLE_SECONDS', '0'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`^${name}: `));
  });

  it.each([
    ['~/.ssh', 'secrets'],
    ['~/.ssh/id_ed25519', 'secrets'],
    ['~/.npmrc', 'secrets'],
    ['~/', 'whole home'],
    [os.homedir(), 'whole home'],
    [path.dirname(os.homedir()), 'whole home'],
    ['/', 'whole home'],
    ['models', 'absolute'],
    ['~other/models', 'absolute'],
  ])('lets nobody name %s as readable', (place, why) => {
    expect(() => loadConfig({ PIV_READABLE: place })).toThrow(new RegExp(`^PIV_READABLE: .*${why}`));
  });

  it.each(['a.b', 'a:b', '__a'])('names PIV_DEPLOYMENT when it is %j, which Temporal would not take', (name) => {
    expect(() => loadConfig({ PIV_DEPLOYMENT: name, PIV_BUILD_ID: '1' })).toThrow(/^PIV_DEPLOYMENT: /);
  });

  it('takes the prices of a file over ours, and names a file that has none', async () => {
    const room = await mkdtemp(path.join(os.tmpdir(), 'piv-config-'));
    const file = path.join(room, 'prices.json');
    const price = { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25, cacheWriteHour: 2 };
    await writeFile(file, JSON.stringify({ 'our-model': price }));
    expect(loadConfig({ PIV_PRICES: file }).prices).toEqual({ ...PRICES, 'our-model': price });
    await writeFile(file, JSON.stringify({ 'our-model': { input: 1 } }));
    expect(() => loadConfig({ PIV_PRICES: file })).toThrow(`PIV_PRICES: ${file} is no list of prices`);
    await rm(room, { recursive: true });
  });

  it('wants both parts of a version, or none', () => {
    expect(() => loadConfig({ PIV_DEPLOYMENT: 'team' })).toThrow('PIV_BUILD_ID: set it too, or unset PIV_DEPLOYMENT');
    expect(() => loadConfig({ PIV_BUILD_ID: '1' })).toThrow('PIV_DEPLOYMENT: set it too, or unset PIV_BUILD_ID');
  });
});
