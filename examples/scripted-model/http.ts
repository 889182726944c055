import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Violation } from './check.js';
import type { ErrorFault } from './script.js';

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

export async function sendMessage(response: ServerResponse, events: string[], paceMs: number): Promise<void> {
  sendHeaders(response);
  for (const one of events) {
    response.write(one);
    if (paceMs) await sleep(paceMs);
  }
  response.end();
}

export function sendHeaders(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
}

export function sendError(response: ServerResponse, { status, type, message, details, headers }: ErrorFault): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ type: 'error', error: { type, message, ...(details ? { details } : {}) } }));
}
