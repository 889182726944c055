import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Which processes are alive, and whose. Where there is no /proc, ids alone have to do and nothing is found by owner. */

/** Set in the worker, handed on to every git and command that it starts: whose process one is. */
export const OWNER = 'PIV_WORKER';

/** A process by its id and its start, as ids are given out again. Undefined when it is dead. */
export function identityOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : `${pid}.${fields[19]}`;
  } catch {
    return String(pid);
  }
}

/** Kills what a dead worker's steps left running, and waits until it is gone: only then may they be tried again. */
export async function killOrphans(worker: string): Promise<void> {
  for (;;) {
    const pids = await ownedBy(worker);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await sleep(10);
  }
}

async function ownedBy(worker: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const owned = pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environment.split('\0').includes(`${OWNER}=${worker}`) && identityOf(pid) ? [pid] : [];
  });
  return (await Promise.all(owned)).flat();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
