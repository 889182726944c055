import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Violation } from './check.js';
import type { ErrorFault } from './script.js';
import { event } from './stream.js';

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Violation('the body is not JSON');
  }
}

/** Any key will do where none is named. */
export function isKeyRight({ headers }: IncomingMessage, right: string | undefined): boolean {
  const given = headers.authorization?.replace(/^Bearer /, '') ?? headers['x-api-key'];
  return right === undefined ? Boolean(given) : given === right;
}

const PING_MS = 50;

/** `thinkMs`: after the first block has begun, so long nothing but pings. */
export async function sendMessage(
  response: ServerResponse,
  events: string[],
  { paceMs, thinkMs }: { paceMs: number; thinkMs: number },
): Promise<void> {
  sendHeaders(response);
  let thinking = thinkMs;
  for (const one of events) {
    response.write(one);
    if (one.startsWith('event: content_block_start')) {
      for (; thinking > 0; thinking -= PING_MS) {
        await sleep(PING_MS);
        response.write(event('ping', {}));
      }
    }
    if (paceMs) await sleep(paceMs);
  }
  response.end();
}

export function sendHeaders(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

export function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function sendError(response: ServerResponse, { status, type, message, details, headers }: ErrorFault): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ type: 'error', error: { type, message, ...(details ? { details } : {}) } }));
}
