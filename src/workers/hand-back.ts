import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { identityOf, killOrphans } from './processes.js';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';

/**
 * A worker that was killed can't say so: its steps would wait for the heartbeat timeout, its workflows for the sticky
 * queue's. So each step that runs is noted under PIV_HOME, in a folder named by the process; the next worker of this
 * host hands the steps of a dead one back, and work goes on at once.
 */
interface Note {
  token: string;
  workflowId: string;
}

const folderOf = (home: string, worker: string) => path.join(home, 'running', worker);

/** Notes each step while it runs. */
export function noteRunning(home: string, worker: string): ActivityInterceptorsFactory {
  const folder = folderOf(home, worker);
  return ({ info }) => {
    const file = path.join(folder, `${info.workflowExecution?.runId ?? 'none'}.${info.activityId}.json`);
    const note: Note = { token: info.base64TaskToken, workflowId: info.workflowExecution?.workflowId ?? '' };
    const inbound: ActivityInboundCallsInterceptor = {
      async execute(input, next) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(file, JSON.stringify(note), { mode: 0o600 });
        try {
          return await next(input);
        } finally {
          await rm(file, { force: true });
        }
      },
    };
    return { inbound };
  };
}

/** Hands back what workers of this host were doing when they died; gives the number of steps. */
export async function handBack(home: string, client: Client): Promise<number> {
  let count = 0;
  for (const worker of await readdir(path.join(home, 'running')).catch(() => [])) {
    if (identityOf(Number.parseInt(worker, 10)) === worker) continue;
    const folder = folderOf(home, worker);
    await killOrphans(worker);
    for (const name of await readdir(folder)) {
      const note = await readNote(path.join(folder, name));
      if (note && (await release(client, note))) count += 1;
    }
    await rm(folder, { recursive: true, force: true });
  }
  return count;
}

/** A note that was cut while it was written names no step that had begun. */
async function readNote(file: string): Promise<Note | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Note;
  } catch {
    return undefined;
  }
}

/** False where Temporal knows the step no more: it has timed out, or its workflow is over. */
async function release(client: Client, { token, workflowId }: Note): Promise<boolean> {
  const { namespace } = client.options;
  const gone = ApplicationFailure.create({
    message: 'the worker was killed',
    type: 'WorkerKilled',
    nextRetryDelay: 10,
  });
  try {
    await client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId } });
    await client.activity.fail(Buffer.from(token, 'base64'), gone);
    return true;
  } catch {
    return false;
  }
}
