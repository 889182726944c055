import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { dropSpool } from '../../../src/activities/spool.js';
import { handBack } from '../../../src/workers/hand-back.js';
import { knownWorkers } from '../../../src/workers/notes.js';
import { slugOf } from '../../../src/workflows/messages.js';
import type { Leftover } from './leftovers.js';
import { foldersIn } from './repositories.js';
import type { Standings } from './standings.js';

/** The features that living workers of this PIV_HOME do steps of just now, whatever Temporal says of them. */
export async function inUse(home: string): Promise<Set<string>> {
  const workers = (await knownWorkers(home)).filter(({ alive }) => alive);
  return new Set(workers.flatMap(({ workflows }) => workflows.map(featureOf)));
}

/** Of a feature's workflow or a task's. */
const featureOf = (workflowId: string) => (slugOf(workflowId) ?? '').split('/')[0] ?? '';

/** Workers that were killed, until the next one of this PIV_HOME starts: what they did is handed back to Temporal. */
export async function deadWorkers(home: string, client: Client): Promise<Leftover[]> {
  const dead = (await knownWorkers(home)).filter(({ alive }) => !alive);
  return dead.map(({ worker, workflows }) => ({
    kind: 'worker',
    what: `process ${Number.parseInt(worker, 10)}`,
    why: `it was killed; ${workflows.length} of its steps are to be handed back`,
    remove: () => handBack(home, client),
  }));
}

/** A reply that is kept for a run which Temporal doesn't know is of use for no more than a day. */
const UNKNOWN_AFTER_MS = 24 * 3_600_000;

/** Replies of the model that no workflow will ask for any more. At the worst, one that is missed is asked for again. */
export async function deadReplies(home: string, client: Client, standings: Standings): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const folder of await foldersIn(path.join(home, 'spool'))) {
    const run = path.basename(folder);
    if (!/^[0-9a-f-]{36}$/.test(run)) continue;
    const why = await whyDead(run, folder, client, standings);
    if (why) found.push({ kind: 'reply', what: folder, why, remove: () => dropSpool(home, run) });
  }
  return found;
}

async function whyDead(run: string, folder: string, client: Client, standings: Standings): Promise<string | undefined> {
  for await (const { workflowId } of client.workflow.list({ query: `RunId = "${run}"` })) {
    return (await standings(featureOf(workflowId))) === 'open' ? undefined : 'its feature has ended';
  }
  const { mtimeMs } = await stat(folder);
  return Date.now() - mtimeMs > UNKNOWN_AFTER_MS ? 'Temporal knows no such run' : undefined;
}
