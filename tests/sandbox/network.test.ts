import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { createServer as createRawServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { addressOf, isAllowed, isInner } from '../../src/sandbox/network/domains.js';
import { openGate } from '../../src/sandbox/network/gate.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { DOMAIN } from '../../src/types.js';
import { runCommand } from '../../src/sandbox/run.js';

const bridge = path.resolve('src/sandbox/network/bridge.mjs');
const itConfines = (await sandboxProblem()) ? it.skip : it;

describe('the domains that commands may reach', () => {
  it.each(['registry.example.org', '*.example.org', 'a-b.example.org:8443', 'EXAMPLE.org'])('may be %s', (domain) => {
    expect(domain).toMatch(DOMAIN);
  });
  it.each(['localhost', '127.0.0.1', '[::1]', '*', '*.', 'a b.org', 'http://a.org', 'a.org/x', 'a.org:http', '.org'])(
    'can not be %s',
    (domain) => {
      expect(domain).not.toMatch(DOMAIN);
    },
  );

  it.each([
    ['example.org', 443, true],
    ['EXAMPLE.org.', 80, true],
    ['example.org', 22, false],
    ['www.example.org', 443, false],
    ['example.org.evil.net', 443, false],
    ['notexample.org', 443, false],
    ['a.b.example.net', 443, true],
    ['example.net', 443, false],
    ['evilexample.net', 443, false],
    ['other.org', 8443, true],
    ['other.org', 443, false],
  ])('%s:%i: %s', (host, port, allowed) => {
    expect(isAllowed(['example.org', '*.example.net', 'other.org:8443'], host, port)).toBe(allowed);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '192.0.0.170',
    '172.31.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2001::1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1',
    'fec0::1',
  ])('%s is of this machine or its network', (address) => {
    expect(isInner(address, address.includes(':') ? 6 : 4)).toBe(true);
  });
  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('%s is not', (address) => {
    expect(isInner(address, address.includes(':') ? 6 : 4)).toBe(false);
  });

  it('are refused where one of their addresses is of this machine or its network', async () => {
    const target = { host: 'example.org', port: 443 };
    const at =
      (...addresses: string[]) =>
      async () =>
        addresses.map((address) => ({ address, family: 4 }));
    expect(await addressOf({ domains: ['example.org'] }, target, false, at('192.0.2.1'))).toMatchObject({
      address: '192.0.2.1',
    });
    expect(await addressOf({ domains: ['example.org'] }, target, false, at('192.0.2.1', '127.0.0.1'))).toEqual({
      problem: 'example.org is 127.0.0.1, of this machine or its network',
    });
    expect(await addressOf({ domains: ['example.org'] }, target, false, at('192.0.2.1', '10.0.0.1'))).toEqual({
      problem:
        'example.org is 10.0.0.1, of this machine or its network; if that is your own registry, start the worker with PIV_INNER_DOMAINS=example.org',
    });
    const [own] = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ family }) => family === 'IPv4');
    expect(await addressOf({ domains: ['example.org'] }, target, false, at(own!.address))).toHaveProperty('problem');
    expect(await addressOf({ domains: ['example.org'] }, target, false, at())).toEqual({
      problem: 'example.org has no address',
    });
  });
});

/** Asks through the proxy that it is told of, first for a page and then for a tunnel, and says what came. */
const ASK = `
import http from 'node:http';
const { hostname, port } = new URL(process.env.HTTP_PROXY);
const [site] = process.argv.slice(-1);
http.get({ hostname, port, path: 'http://' + site + '/page?x=1', headers: { host: site } }, (reply) => {
  reply.setEncoding('utf8').on('data', (text) => console.log(reply.statusCode, text.trim()));
  reply.on('end', () => {
    const asked = http.request({ hostname, port, method: 'CONNECT', path: site }).end();
    asked.on('connect', (answer, socket, head) => {
      console.log(answer.statusCode, head.toString().trim());
      socket.on('data', (text) => console.log(text.toString().trim())).on('end', () => process.exit(7));
      socket.write('hello');
      if (answer.statusCode !== 200) process.exit(7);
    });
  });
});`;

describe("a domain of the worker's own network", () => {
  const at = (address: string) => async () => [{ address, family: 4 }];
  const allowed = { domains: ['npm.example.org', 'other.example.org'], inner: ['npm.example.org'] };
  const find = (host: string, address: string) => addressOf(allowed, { host, port: 443 }, false, at(address));

  it('is reached where the environment of the worker names it, and the feature does', async () => {
    expect(await find('npm.example.org', '10.1.2.3')).toMatchObject({ address: '10.1.2.3' });
    expect(await find('other.example.org', '10.1.2.3')).toHaveProperty('problem');
    const unnamed = { domains: ['other.example.org'], inner: ['npm.example.org'] };
    const target = { host: 'npm.example.org', port: 443 };
    expect(await addressOf(unnamed, target, false, at('10.1.2.3'))).toHaveProperty('problem');
  });

  it.each(['127.0.0.1', '169.254.169.254', '0.0.0.0', '192.0.0.170'])('is never at %s', async (address) => {
    expect(await find('npm.example.org', address)).toHaveProperty('problem');
  });
});

describe('the way out of the sandbox', () => {
  const rooms: string[] = [];
  afterAll(() => Promise.all(rooms.map((room) => rm(room, { recursive: true, force: true }))));

  it('leads to a domain that is allowed, with requests as they are and tunnels', async () => {
    const site = createServer((asked, answer) => answer.end(`${asked.method} ${asked.url} ${asked.headers.host}`));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    const { port } = site.address() as AddressInfo;
    const domain = `site.example:${port}`;
    // As if its address were an outer one: nothing outside of this machine is there to be asked.
    const gate = await openGate({ domains: [domain] }, async ({ domains }, { host, port: at }) =>
      isAllowed(domains, host, at) ? { address: '127.0.0.1' } : { problem: host },
    );
    try {
      const ran = await runAsync([bridge, gate.socket, process.execPath, '--input-type=module', '-e', ASK, domain]);
      expect(ran.output).toContain(`200 GET /page?x=1 ${domain}`);
      // The site takes what comes through the tunnel for a bad request.
      expect(ran.output).toContain('HTTP/1.1 400 Bad Request');
      expect(gate.refused).toEqual(new Set());
    } finally {
      await gate.close();
      site.close();
    }
  });

  it('is told to build tools of Java, which take no proxy from the environment', async () => {
    const gate = await openGate({ domains: ['site.example'] });
    try {
      const ran = await runAsync([bridge, gate.socket, process.execPath, '-p', 'process.env.MAVEN_OPTS']);
      expect(ran.output).toMatch(/-Dhttps\.proxyHost=127\.0\.0\.1 -Dhttps\.proxyPort=\d+ /);
    } finally {
      await gate.close();
    }
  });

  it.each(['HTTP/1.1 099 Odd\r\n\r\n', 'nonsense\r\n\r\n', ''])('outlives a site that answers %j', async (said) => {
    const site = createRawServer((socket) => socket.on('error', () => undefined).end(said)).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const { port } = site.address() as AddressInfo;
    const gate = await openGate({ domains: ['site.example'] }, async () => ({ address: '127.0.0.1' }));
    try {
      const get = { socketPath: gate.socket, path: `http://site.example:${port}/` };
      const asked = request(get).end();
      await expect(once(asked, 'response')).rejects.toThrow('socket hang up');
    } finally {
      await gate.close();
      site.close();
    }
  });

  itConfines('is closed for all else, and the command is told of it', async () => {
    const host = createRawServer(() => reached.push('the host')).listen(0, '127.0.0.1');
    const reached: string[] = [];
    await once(host, 'listening');
    const { port } = host.address() as AddressInfo;
    const room = await mkdtemp(path.join(tmpdir(), 'piv-network-'));
    rooms.push(room);
    const confine = { mode: 'on' as const, root: room, readable: [], network: ['example.org'], commandPath: [] };
    const ask = (site: string) =>
      runCommand(`node --input-type=module -e "$ASK" ${site}`, { ...confine, env: { ASK } }, { timeoutMs: 20_000 });
    try {
      for (const [site, why] of [
        ['evil.example', 'evil.example:80 is not among example.org'],
        [`127.0.0.1:${port}`, `127.0.0.1:${port} is not among example.org`],
        [`localhost:${port}`, `localhost:${port} is not among example.org`],
      ] as const) {
        const { output, exitCode } = await ask(site);
        expect(output).toContain(`403 ${why}`);
        expect(output).toContain(`[network: ${why}]`);
        expect(exitCode).toBe(7);
      }
      const direct = await runCommand(`exec 3<>/dev/tcp/127.0.0.1/${port}`, confine, { timeoutMs: 20_000 });
      expect(direct.output).toContain('Connection refused');
      expect(reached).toEqual([]);
    } finally {
      host.close();
    }
  });
});

/** This process serves the site meanwhile. */
async function runAsync(args: string[]) {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  const timer = setTimeout(() => child.kill(), 10_000);
  const [exitCode] = (await once(child, 'exit')) as [number];
  clearTimeout(timer);
  return { output, exitCode };
}
