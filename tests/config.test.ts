import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hostId, loadConfig } from '../src/config.js';
import { LIMITS } from '../src/sandbox/limits.js';
import { PRICES } from '../src/prices.js';

describe('the configuration', () => {
  it('needs nothing', () => {
    const config = loadConfig({});
    expect(config).toEqual({
      model: expect.stringMatching(/^claude-/),
      modelIdleMs: 120_000,
      modelReplyMs: 1_500_000,
      prices: PRICES,
      limits: LIMITS,
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
      ANTHROPIC_API_KEY: 'key',
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
      apiKey: 'key',
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

describe('the id of a host', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'piv-config-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is made once and kept, also when several ask at the same time', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, () => hostId(path.join(home, 'new'))));
    expect(new Set(asked).size).toBe(1);
    expect(asked[0]).toMatch(/^[a-z0-9-]+-[0-9a-f]{8}$/);
    expect(await hostId(path.join(home, 'new'))).toBe(asked[0]);
  });

  it('is another for another home', async () => {
    expect(await hostId(path.join(home, 'one'))).not.toBe(await hostId(path.join(home, 'two')));
  });
});
