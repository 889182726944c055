import { once } from 'node:events';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Target } from './domains.js';

/** The proxy that the worker's own environment names, where a host gets out by one only. No command hears of it. */
export interface Upstream {
  host: string;
  port: number;
  /** It speaks TLS itself. */
  secure: boolean;
  headers: Record<string, string>;
}

type Environment = Record<string, string | undefined>;

/** By HTTPS_PROXY (HTTP_PROXY for `plain` requests) and NO_PROXY, as curl reads them. */
export function upstreamFor(target: Target, plain: boolean, env: Environment = process.env): Upstream | undefined {
  const of = (name: string) => env[name.toLowerCase()] ?? env[name];
  const named = of(plain ? 'HTTP_PROXY' : 'HTTPS_PROXY') ?? of('ALL_PROXY');
  if (!named || isExempt(target, of('NO_PROXY') ?? '')) return undefined;
  const text = named.includes('://') ? named : `http://${named}`;
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  const secure = protocol === 'https:';
  const key = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    secure,
    headers: username ? { 'proxy-authorization': `Basic ${key}` } : {},
  };
}

function isExempt({ host, port }: Target, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    const [, name = '', own] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (own !== undefined && Number(own) !== port) return false;
    return name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`)));
  });
}

const DIAL_MS = 20_000;

/** A connection to the target: to its address, or by way of the proxy, which is told the name. */
export async function dial(target: Target, address: string, upstream: Upstream | undefined): Promise<Socket> {
  const signal = AbortSignal.timeout(DIAL_MS);
  if (!upstream) {
    const socket = connect({ host: address, port: target.port, signal });
    await once(socket, 'connect', { signal });
    return socket;
  }
  const name = `${target.host}:${target.port}`;
  const { host, port, headers } = upstream;
  const options = { host, port, method: 'CONNECT', path: name, headers: { ...headers, host: name }, signal };
  const asked = (upstream.secure ? secureRequest : request)(options).end();
  const [answer, socket, head] = (await once(asked, 'connect', { signal })) as [
    { statusCode?: number },
    Socket,
    Buffer,
  ];
  if (answer.statusCode !== 200) {
    socket.destroy();
    throw new Error(`the proxy of this host says ${answer.statusCode}`);
  }
  if (head.length > 0) socket.unshift(head);
  return socket;
}
