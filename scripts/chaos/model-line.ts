import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A line to the model that tells how far each reply has come, and can stop it there. */
export interface ModelLine {
  url: string;
  /** Calls that were answered again though their reply lay in the spool. */
  paidTwice: string[];
  close(): Promise<void>;
}

/** Called at each stage of a reply; what it returns is waited for. */
type Stage = (when: 'asked' | 'half' | 'sent' | 'kept') => Promise<void> | undefined;

export async function openModelLine(model: string, home: string, stage: Stage): Promise<ModelLine> {
  const paidTwice: string[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
    ) as Record<string, string>;
    const spooled = spooledTexts(home, LATELY_MS);
    const reply = await fetch(`${model}${request.url}`, {
      method: request.method ?? 'POST',
      headers,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    const body = Buffer.from(await reply.arrayBuffer());
    const call = /"id":"(toolu_[0-9a-f]+)"/.exec(body.toString('utf8'))?.[1];
    if (call && spooled.some((text) => text.includes(call))) paidTwice.push(call);
    await stage('asked');
    if (await hungUp(response)) return;
    response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' });
    const half = Math.floor(body.length / 2);
    response.write(body.subarray(0, half));
    await stage('half');
    if (await hungUp(response)) return;
    response.write(body.subarray(half));
    await stage('sent');
    if (await hungUp(response)) return;
    response.end();
    if (!call) return;
    for (let tries = 0; tries < 200; tries += 1) {
      if (spooledTexts(home).some((text) => text.includes(call))) return await stage('kept');
      await sleep(5);
    }
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paidTwice,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Whether the worker that has asked is dead: what its reply would have passed on the way is no point of another's. */
async function hungUp(response: ServerResponse): Promise<boolean> {
  await sleep(HANGING_UP_MS);
  return response.destroyed;
}

/** From the end of a process to the close of its connections being seen here. */
const HANGING_UP_MS = 20;

/** Between a look into the spool and the request there may be this much. */
const LATELY_MS = 1_000;

/** The replies that have lain in the spool for so long. */
function spooledTexts(home: string, ms = 0): string[] {
  const folder = path.join(home, 'spool');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    try {
      const { mtimeMs } = statSync(path.join(folder, file));
      return Date.now() - mtimeMs < ms ? [] : [readFileSync(path.join(folder, file), 'utf8')];
    } catch {
      return [];
    }
  });
}
