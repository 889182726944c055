import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDisk, stallDisk } from './disk.js';
import type { Ground } from './ground.js';
import { clockOf, otherBuildOf } from './outfits.js';

/** What is done when a point is reached. `arm` sets the points that count from then on. */
export type Strike = (ground: Ground, arm: () => Promise<void>) => Promise<void>;

export const killWorker: Strike = async (ground, arm) => {
  await ground.killWorker();
  await arm();
  await ground.startWorker();
};

/** Temporal's server is killed, and started again on its database after so many seconds. */
export const serverDown =
  (seconds: number): Strike =>
  async (ground, arm) => {
    await ground.swarm.killServer();
    await ground.release();
    await sleep(seconds * 1000);
    await ground.startServer();
    await arm();
  };

export const serverAndWorker: Strike = async (ground, arm) => {
  await ground.swarm.killServer();
  await ground.killWorker();
  await sleep(5_000);
  await ground.startServer();
  await arm();
  await ground.startWorker();
};

/** The worker is held up until another one has taken its work over; then both are at work for a while. */
export const stalled: Strike = async (ground, arm) => {
  const first = ground.swarm.worker!;
  first.process.kill('SIGSTOP');
  await ground.startWorker();
  while (ground.recovered() === undefined) await sleep(20);
  first.process.kill('SIGCONT');
  await ground.release();
  await sleep(1_000);
  await first.stop();
  await arm();
};

/** The host is lost: another one, with nothing of its disk, takes over. */
export const hostLost: Strike = async (ground, arm) => {
  await ground.loseHost();
  await arm();
  await ground.startWorker();
};

/** A fault that passes by itself, which the worker lives through. `begun` lets the work go on in it. */
const passing =
  (fault: (ground: Ground, begun: () => Promise<void>) => Promise<void>): Strike =>
  async (ground, arm) => {
    await fault(ground, ground.release);
    ground.mended();
    await arm();
  };

/** Short of what a step may be without a heartbeat, and longer. */
const FULL_SECONDS = 8;
const STALLED_SECONDS = 12;

export const diskFull = passing(({ home }, begun) => fillDisk(home, FULL_SECONDS, begun));

export const diskStalled = passing(({ home }, begun) => stallDisk(home, STALLED_SECONDS, begun));

export const remoteLost = passing(async ({ remote }, begun) => {
  await rename(remote, `${remote}.away`);
  try {
    await begun();
    await sleep(8_000);
  } finally {
    await rename(`${remote}.away`, remote);
  }
});

const HOUR_MS = 3_600_000;

/** Forwards by an hour, then back by two, then right again: each strike is one jump. */
export const clockJumps = passing(async (ground, begun) => {
  const off = Number(await readFile(clockOf(ground), 'utf8'));
  await writeFile(clockOf(ground), `${off === 0 ? HOUR_MS : Math.min(0, -off)}`);
  await sleep(100);
  await begun();
  await sleep(1_000);
});

export const outOfMemory: Strike = async (ground, arm) => {
  const worker = ground.swarm.worker!.process;
  const ended = once(worker, 'exit');
  worker.kill('SIGUSR2');
  await ended;
  if (worker.signalCode !== 'SIGABRT') throw new Error(`the worker did not run out of memory: ${worker.signalCode}`);
  await ground.killWorker();
  await arm();
  await ground.startWorker();
};

/** A worker of the other build works beside this one for a while, and then alone. */
export const otherBuild: Strike = async (ground, arm) => {
  const first = ground.swarm.worker!;
  const { build, ...outfit } = ground.outfit;
  ground.outfit = build ? outfit : { ...outfit, build: otherBuildOf(ground) };
  await ground.startWorker();
  await ground.release();
  await sleep(3_000);
  await first.stop();
  ground.mended();
  await arm();
};
