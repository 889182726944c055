import { setTimeout as sleep } from 'node:timers/promises';
import { ASK_AGAIN } from './workflows/messages.js';

/** Longer than a workflow task may take, which is 10 s where nobody says otherwise. */
const ASK_FOR_MS = 15_000;
const ASK_EVERY_MS = 100;

/** Queries again while a worker that has just taken a workflow over can't tell yet (see workflows/query-guard.ts). */
export async function untilKnown<T>(query: () => Promise<T>): Promise<T> {
  for (const end = performance.now() + ASK_FOR_MS; ; await sleep(ASK_EVERY_MS)) {
    try {
      return await query();
    } catch (error) {
      const early = error instanceof Error && error.message.includes(ASK_AGAIN);
      if (!early || performance.now() > end) throw error;
    }
  }
}
