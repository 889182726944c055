import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cutText } from '../../cut-text.js';
import { addressOf, type Allowed, type Target, type Way } from './domains.js';
import { forward } from './forward.js';
import { tunnel } from './tunnel.js';
import { upstreamFor } from './upstream.js';

/** A proxy of HTTP (RFC 9110, CONNECT too) on a socket of its own: the one way out for a command, to some domains. */
export interface Gate {
  socket: string;
  /** What was asked for in vain, each with the reason. */
  refused: Set<string>;
  close(): Promise<void>;
}

export interface GateLimits {
  /** Connections at once. */
  sockets: number;
  /** Without a byte. */
  idleMs: number;
  /** Until a client has said what it wants. */
  openingMs: number;
}

const LIMITS: GateLimits = { sockets: 256, idleMs: 120_000, openingMs: 10_000 };
const HEADER_BYTES = 16 * 1024;
const MOST_REASONS = 20;
const REASON_LENGTH = 300;
/** What a socket's path may have (sockaddr_un), less the names of ours. */
const LONGEST_FOLDER = 70;

/** `find` gives the address of what may be reached. */
export async function openGate(
  allowed: Allowed,
  find: typeof addressOf = addressOf,
  limits: GateLimits = LIMITS,
): Promise<Gate> {
  const refused = new Set<string>();
  const refuse = (why: string) => {
    if (refused.size < MOST_REASONS) refused.add(cutText(why, REASON_LENGTH));
  };
  const way: Way = {
    refuse,
    async reach(target, plain) {
      if (!target) return { problem: 'that is no address of the web' };
      const found = await find(allowed, target, upstreamFor(target, plain) !== undefined);
      if ('problem' in found) refuse(found.problem);
      return found;
    },
  };
  const open = new Set<Socket>();
  const server = serve(way, limits, open);
  const folder = await mkdtemp(path.join(tmpdir().length > LONGEST_FOLDER ? '/tmp' : tmpdir(), 'piv-gate-'));
  const socket = path.join(folder, 'gate');
  const close = async () => {
    server.close();
    for (const one of open) one.destroy();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    server.listen(socket);
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw error;
  }
  return { socket, refused, close };
}

/** What a command sends may be anything: none of it may end this process. */
function serve(way: Way, { sockets, idleMs, openingMs }: GateLimits, open: Set<Socket>): Server {
  /** Of connections that are tunnels to a site that speaks plain HTTP. */
  const sites = new WeakMap<Socket, Target>();
  const heads = { maxHeaderSize: HEADER_BYTES, headersTimeout: openingMs, connectionsCheckingInterval: openingMs };
  const server = createServer(heads, (asked, answer) => {
    void forward({ asked, answer, site: sites.get(asked.socket) }, way).catch(() => answer.destroy());
  });
  server.maxConnections = sockets;
  server.on('drop', () => way.refuse(`more than ${sockets} connections at once`));
  server.setTimeout(idleMs);
  server.on('connection', (socket: Socket) => {
    if (open.has(socket)) return;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('connect', ({ url = '' }, duplex, head) => {
    const client = duplex as Socket;
    if (sites.has(client)) return void client.destroy();
    client.setTimeout(idleMs, () => client.destroy());
    if (head.length > 0) client.unshift(head);
    const plainly = (target: Target) => {
      sites.set(client, target);
      server.emit('connection', client);
    };
    void tunnel(url, client, way, openingMs, plainly).catch(() => client.destroy());
  });
  return server;
}
