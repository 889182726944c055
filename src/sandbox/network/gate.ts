import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline, type Duplex } from 'node:stream';
import { addressOf } from './domains.js';

/** A proxy of HTTP (RFC 9110, CONNECT too) on a socket of its own: the one way out for a command, to some domains. */
export interface Gate {
  socket: string;
  /** What was asked for in vain, each with the reason. */
  refused: Set<string>;
  close(): Promise<void>;
}

/** `find` gives the address of what may be reached. */
export async function openGate(domains: string[], find: typeof addressOf = addressOf): Promise<Gate> {
  const folder = await mkdtemp(path.join(tmpdir(), 'piv-gate-'));
  const refused = new Set<string>();
  const open = new Set<Duplex>();
  const reach = async (target: Target | undefined) => {
    if (!target) return { problem: 'that is no address of the web' };
    const found = await find(domains, target);
    if ('problem' in found) refused.add(found.problem);
    return found;
  };
  // What a command sends may be anything: none of it may end this process.
  const server = createServer((asked, answer) => void forward(asked, answer, reach).catch(() => answer.destroy()));
  server.on('connect', (asked, client, head) => void tunnel(asked, client, head, reach).catch(() => client.destroy()));
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const socket = path.join(folder, 'gate');
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    refused,
    async close() {
      server.close();
      for (const one of open) one.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Target {
  host: string;
  port: number;
}
type Reach = (target: Target | undefined) => Promise<{ address: string } | { problem: string }>;

const HTTPS = 443;
const HTTP = 80;

async function tunnel({ url = '' }: IncomingMessage, client: Duplex, head: Buffer, reach: Reach): Promise<void> {
  client.on('error', () => client.destroy());
  const target = targetOf(`http://${url}`, HTTPS);
  const found = await reach(target);
  if ('problem' in found) return void client.end(`HTTP/1.1 403 Forbidden\r\n\r\n${found.problem}\n`);
  const server = connect({ host: found.address, port: target!.port });
  server.once('connect', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on('error', () => client.destroy());
  client.once('close', () => server.destroy());
}

async function forward(asked: IncomingMessage, answer: ServerResponse, reach: Reach): Promise<void> {
  const { url = '', method, headers } = asked;
  const target = url.startsWith('http://') ? targetOf(url, HTTP) : undefined;
  const found = await reach(target);
  if ('problem' in found) return void answer.writeHead(403).end(`${found.problem}\n`);
  const { pathname, search, host } = new URL(url);
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('proxy-')));
  const to = { host: found.address, port: target!.port, path: pathname + search, headers: { ...passed, host } };
  const onward = request({ ...to, ...(method ? { method } : {}) }, (reply) => {
    try {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
    } catch {
      // A site may say what no server may.
      onward.destroy();
      return void answer.destroy();
    }
    pipeline(reply, answer, () => undefined);
  });
  onward.on('error', () => answer.destroy());
  answer.once('close', () => onward.destroy());
  pipeline(asked, onward, () => undefined);
}

function targetOf(url: string, otherwise: number): Target | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  // A port that is the scheme's own is left out of what was parsed.
  const explicit = /:80(?:\/|$)/.test(url) ? HTTP : otherwise;
  return { host: hostname, port: port === '' ? explicit : Number(port) };
}
