import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive } from '#scripts/lock.mjs';
import type { Server } from '../temporal.js';
import { note } from './report.js';

const POLL_MS = 500;

/** Waits for Ctrl-C (or SIGTERM) and stops the server; fails when the server ends by itself. */
export async function untilStopped(server: Server, logFile: string): Promise<void> {
  const asked = new AbortController();
  const stop = () => asked.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const identity = identify(server.pid) ?? '';
  while (!asked.signal.aborted && isAlive(identity)) {
    await sleep(POLL_MS, undefined, { signal: asked.signal }).catch(() => undefined);
  }
  if (asked.signal.aborted) note('stopping');
  await server.stop();
  if (!asked.signal.aborted) throw new Error(`the Temporal server has ended by itself; see ${logFile}`);
}
