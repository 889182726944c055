import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { readHello } from './client-hello.js';
import { HTTP, HTTPS, type Target, targetOf, type Way } from './domains.js';
import { dial, upstreamFor } from './upstream.js';

const TLS = 22;
/** A fatal alert (RFC 8446 6): access denied. */
const DENIED = Buffer.from([21, 3, 1, 0, 2, 2, 49]);
const LAST_WORDS_MS = 1_000;

/**
 * What a CONNECT asks for. Nothing goes out before the client has said what it wants: TLS that asks for the target's
 * name, or plain HTTP, which `plainly` sees to.
 */
export async function tunnel(
  url: string,
  client: Socket,
  { reach, refuse }: Way,
  openingMs: number,
  plainly: (target: Target) => void,
): Promise<void> {
  const target = targetOf(`http://${url}`, HTTPS);
  const found = await reach(target, false);
  if (!target || 'problem' in found) {
    const why = 'problem' in found ? found.problem : '';
    return void client.end(`HTTP/1.1 403 Forbidden\r\n\r\n${why}\n`);
  }
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  const opening = await openingOf(client, target, openingMs);
  if (opening.is === 'wrong') {
    refuse(`${target.host}:${target.port}: ${opening.why}`);
    setTimeout(() => client.destroy(), LAST_WORDS_MS).unref();
    return void client.resume().end(DENIED);
  }
  if (opening.is === 'http') {
    client.unshift(opening.bytes);
    return plainly(target);
  }
  try {
    const site = await dial(target, found.address, upstreamFor(target, false));
    site.on('error', () => client.destroy());
    client.once('close', () => site.destroy());
    site.write(opening.bytes);
    site.pipe(client).pipe(site);
  } catch (error) {
    refuse(`${target.host}:${target.port} can't be reached: ${(error as Error).message}`);
    client.destroy();
  }
}

type Opening = { is: 'tls' | 'http'; bytes: Buffer } | { is: 'wrong'; why: string };

/** On a port that is neither of the web's, which a person has named, it may be both. */
async function openingOf(client: Duplex, { host, port }: Target, ms: number): Promise<Opening> {
  const wrong = (why: string): Opening => ({ is: 'wrong', why });
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, ms);
  client.once('close', end).once('end', end);
  try {
    for (let bytes = Buffer.alloc(0), needs = 1; ;) {
      bytes = Buffer.concat([bytes, ...(await atLeast(client, needs - bytes.length, over.signal))]);
      if (bytes[0] !== TLS) return port === HTTPS ? wrong('that is not TLS') : { is: 'http', bytes };
      if (port === HTTP) return wrong('that is not HTTP');
      const hello = readHello(bytes);
      if (hello.is === 'wrong') return wrong(hello.why);
      if (hello.is === 'cut') needs = hello.needs;
      else if (hello.name === host) return { is: 'tls', bytes };
      else return wrong(`its TLS asks for "${hello.name}", which is another name`);
    }
  } catch (error) {
    if (over.signal.aborted) return wrong('it did not say in time what it wants');
    throw error;
  } finally {
    clearTimeout(timer);
    client.off('close', end).off('end', end);
  }
}

/** What has come, once it is that much. */
async function atLeast(client: Duplex, size: number, signal: AbortSignal): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for (let length = 0; length < size;) {
    const chunk = client.read() as Buffer | null;
    if (chunk) chunks.push(chunk);
    else await once(client, 'readable', { signal });
    length += chunk?.length ?? 0;
  }
  return chunks;
}
