import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { identityOf } from '../../src/processes.js';

/** Another process of this machine, as the holder of a lock or lease. */
export interface OtherProcess {
  /** As a lock names it. */
  holder: string;
  identity: string;
  kill(): Promise<void>;
}

export async function otherProcess(): Promise<OtherProcess> {
  const child: ChildProcess = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const identity = identityOf(child.pid!)!;
  return {
    identity,
    holder: `${identity}@${hostname()}`,
    async kill() {
      if (child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
