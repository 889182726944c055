import { once } from 'node:events';
import { createServer as createSite, request, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, createServer as createTlsSite, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openGate, type Gate } from '../../src/sandbox/network/gate.js';

/** TLS with a key that both know needs no certificate. */
const psk = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
const key = { psk: Buffer.from('0123456789abcdef'), identity: 'x' };

const listen = async (server: Server) => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

describe('a tunnel through the gate', () => {
  const LIMITS = { sockets: 4, idleMs: 400, openingMs: 300 };
  /** The names that the site was asked for. */
  let reached: string[] = [];
  let at: { tls: number; plain: number };
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  let gate: Gate;

  beforeAll(async () => {
    const secure = createTlsSite({ ...psk, pskCallback: () => key.psk }, (socket) => {
      reached.push(String(socket.servername));
      socket.end('hello by TLS');
    });
    const web = createSite((asked, answer) => answer.end(`${asked.url} of ${asked.headers.host}`));
    servers.push(secure, web);
    at = { tls: await listen(secure), plain: await listen(web) };
  });
  afterEach(async () => {
    await gate?.close();
    for (const socket of sockets.splice(0)) socket.destroy();
    reached = [];
  });
  afterAll(() => servers.forEach((server) => server.close()));

  const open = async (limits = LIMITS) => {
    const find = async (_: unknown, { host }: { host: string }) =>
      host === 'site.example' ? { address: '127.0.0.1' } : { problem: `${host} is another` };
    gate = await openGate({ domains: ['site.example'] }, find, limits);
  };
  const tunnelTo = async (site: string): Promise<Socket> => {
    const asked = request({ socketPath: gate.socket, method: 'CONNECT', path: site, agent: false }).end();
    const [answer, socket] = (await once(asked, 'connect')) as [{ statusCode: number }, Socket];
    sockets.push(socket.on('error', () => undefined));
    expect(answer.statusCode).toBe(200);
    return socket;
  };
  const said = async (socket: Socket | TLSSocket) => {
    let text = '';
    socket
      .on('error', (error) => (text += error.message))
      .on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
    if (!socket.closed) await once(socket, 'close').catch(() => undefined);
    return text;
  };
  const byTls = async (site: string, servername?: string) => {
    const name = servername ? { servername } : {};
    const ours = { checkServerIdentity: () => undefined, pskCallback: () => key, rejectUnauthorized: false };
    return said(connectTls({ ...psk, ...ours, ...name, socket: await tunnelTo(site) }));
  };

  it('lets TLS pass that asks for its name', async () => {
    await open();
    expect(await byTls(`site.example:${at.tls}`, 'site.example')).toBe('hello by TLS');
    expect(reached).toEqual(['site.example']);
    expect(gate.refused).toEqual(new Set());
  });

  it('refuses TLS that asks for another name, or for none, and says so on both sides', async () => {
    await open();
    for (const [name, why] of [
      ['other.example', 'its TLS asks for "other.example", which is another name'],
      [undefined, 'it asks for no name (no SNI)'],
    ] as const) {
      expect(await byTls(`site.example:${at.tls}`, name)).toMatch(/alert access denied/);
      expect([...gate.refused].at(-1)).toBe(`site.example:${at.tls}: ${why}`);
    }
    expect(reached).toEqual([]);
  });

  it.each([
    [443, 'SSH-2.0-x\r\n', 'that is not TLS'],
    [443, 'GET / HTTP/1.1\r\nHost: site.example\r\n\r\n', 'that is not TLS'],
    [80, Buffer.from([22, 3, 1, 0, 5]), 'that is not HTTP'],
    [443, Buffer.from([22, 3, 1, 0, 5]), 'it did not say in time what it wants'],
    [443, '', 'it did not say in time what it wants'],
  ])('is no way for other protocols: port %i, %j', async (port, bytes, why) => {
    await open();
    const socket = await tunnelTo(`site.example:${port}`);
    socket.write(bytes);
    await said(socket);
    expect([...gate.refused]).toEqual([`site.example:${port}: ${why}`]);
  });

  it('takes plain HTTP for its own host and for no other', async () => {
    await open();
    const ask = async (host: string) => {
      const socket = await tunnelTo(`site.example:${at.plain}`);
      socket.write(`GET /a?b HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      return said(socket);
    };
    expect(await ask(`site.example:${at.plain}`)).toMatch(/^HTTP\/1.1 200 OK[^]*\/a\?b of site\.example:\d+/);
    expect(await ask('other.example')).toMatch(/^HTTP\/1.1 403/);
    expect([...gate.refused]).toEqual([`site.example:${at.plain} was asked for as "other.example"`]);
  });

  it('counts its connections, and ends those that are idle', async () => {
    await open({ ...LIMITS, idleMs: 1_000, openingMs: 1_000 });
    const idle = Array.from({ length: 12 }, () =>
      connect(gate.socket)
        .on('error', () => undefined)
        .resume(),
    );
    sockets.push(...idle);
    const openAre = async (count: number) => {
      const left = () => idle.filter((socket) => !socket.closed).length;
      for (const end = performance.now() + 10_000; left() > count && performance.now() < end;) await sleep(5);
      return left();
    };
    expect(await openAre(LIMITS.sockets)).toBe(LIMITS.sockets);
    expect([...gate.refused]).toEqual(['more than 4 connections at once']);
    expect(await openAre(0)).toBe(0);
    expect(await byTls(`site.example:${at.tls}`, 'site.example')).toBe('hello by TLS');
  });

  it('keeps a few reasons of many, however long their names are', async () => {
    await open({ ...LIMITS, sockets: 256 });
    const name = 'x'.repeat(2_000);
    const asking = Array.from({ length: 100 }, async (_, number) => {
      const asked = request({ socketPath: gate.socket, method: 'CONNECT', path: `${number}${name}:443`, agent: false });
      await once(asked.end(), 'connect').catch(() => undefined);
    });
    await Promise.all(asking);
    expect(gate.refused.size).toBeLessThanOrEqual(20);
    expect([...gate.refused].join('').length).toBeLessThanOrEqual(20 * 300);
  });

  describe('of a host that gets out by a proxy only', () => {
    const seen: { method: string; url: string; headers: IncomingHttpHeaders }[] = [];
    let proxy: Server;
    const before = { ...process.env };
    beforeAll(async () => {
      const server = createSite((asked, answer) => {
        seen.push({ method: asked.method!, url: asked.url!, headers: asked.headers });
        answer.writeHead(200, {
          'proxy-authenticate': 'Basic',
          'x-own': asked.headers['proxy-authorization'] ? '1' : '0',
        });
        answer.end('by the proxy');
      });
      server.on('connect', ({ method, url, headers }, client) => {
        seen.push({ method: method!, url: url!, headers });
        const site = connect(at.tls, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
        site
          .on('error', () => undefined)
          .pipe(client.on('error', () => undefined))
          .pipe(site);
      });
      proxy = server;
      const url = `http://me:s%40cret@127.0.0.1:${await listen(server)}`;
      Object.assign(process.env, { HTTPS_PROXY: url, HTTP_PROXY: url, NO_PROXY: 'direct.example' });
    });
    afterAll(() => {
      for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
      proxy.close();
    });

    it('goes by that one, which is told the name, with the password that no command sees', async () => {
      await open();
      expect(await byTls('site.example:443', 'site.example')).toBe('hello by TLS');
      expect(await byTls('site.example:443', 'other.example')).toMatch(/denied/);
      const asked = request({ socketPath: gate.socket, path: 'http://site.example/page' }).end();
      const [answer] = (await once(asked, 'response')) as [{ headers: IncomingHttpHeaders }];
      const authorized = { 'proxy-authorization': `Basic ${Buffer.from('me:s@cret').toString('base64')}` };
      expect(seen).toMatchObject([
        { method: 'CONNECT', url: 'site.example:443', headers: authorized },
        { method: 'GET', url: 'http://site.example/page', headers: { ...authorized, host: 'site.example' } },
      ]);
      expect(answer.headers).toMatchObject({ 'x-own': '1' });
      expect(answer.headers).not.toHaveProperty('proxy-authenticate');
    });
  });
});
