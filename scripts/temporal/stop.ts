import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive } from '#scripts/lock.mjs';

const PATIENCE_MS = 10_000;

/** Asks a process to end and waits for it; kills it when it doesn't. */
export async function stopProcess(pid: number): Promise<void> {
  const identity = pid > 0 ? identify(pid) : undefined;
  if (!identity) return;
  process.kill(pid, 'SIGTERM');
  for (const deadline = Date.now() + PATIENCE_MS; isAlive(identity) && Date.now() < deadline;) await sleep(20);
  if (isAlive(identity)) process.kill(pid, 'SIGKILL');
}
