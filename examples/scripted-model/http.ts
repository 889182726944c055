import type { IncomingMessage, ServerResponse } from 'node:http';
import { Violation } from './check.js';
import { type StreamedMessage, streamMessage } from './stream.js';

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

export function sendMessage(response: ServerResponse, message: StreamedMessage): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const event of streamMessage(message)) response.write(event);
  response.end();
}

export function sendError(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ type: 'error', error: { type, message } }));
}
