import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from './ground.js';
import type { Point } from './points.js';

/** What is done when a point is reached. `arm` sets the points that count from then on. */
export type Strike = (ground: Ground, arm: () => Promise<void>) => Promise<void>;

export const killWorker: Strike = async (ground, arm) => {
  await ground.killWorker();
  await arm();
  await ground.startWorker();
};

/** Temporal's server is killed, and started again on its database after so many seconds. */
const serverDown =
  (seconds: number): Strike =>
  async (ground, arm) => {
    await ground.swarm.killServer();
    await ground.release();
    await sleep(seconds * 1000);
    await ground.startServer();
    await arm();
  };

const serverAndWorker: Strike = async (ground, arm) => {
  await ground.swarm.killServer();
  await ground.killWorker();
  await sleep(5_000);
  await ground.startServer();
  await arm();
  await ground.startWorker();
};

/** The worker is held up until another one has taken its work over; then both are at work for a while. */
const stalled: Strike = async (ground, arm) => {
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

export interface Outage {
  name: string;
  strike: Strike;
  points: Point[];
}

/** Whether workers of several hosts share the feature, by a remote. */
export const HOST_LOST = 'host lost';

/** The places of an outage: in the middle of each kind of work. */
const PLACES: Point[] = [
  { name: 'baseline', at: { on: 'bwrap', when: 'during', match: '*', step: 'measureBaseline' } },
  { name: 'model call', at: { on: 'model', when: 'half' }, skip: 3 },
  { name: 'reply kept', at: { on: 'model', when: 'kept' }, skip: 6 },
  { name: 'tool run', at: { on: 'bwrap', when: 'during', match: '*', step: 'runTools' }, skip: 1 },
  { name: 'snapshot', at: { on: 'git', when: 'before', match: '*update-ref --stdin*', step: 'runTools' }, skip: 1 },
  { name: 'verification', at: { on: 'bwrap', when: 'during', match: '*', step: 'proveGreen' } },
  { name: 'landing', at: { on: 'git', when: 'before', match: '*update-ref refs/heads/piv/*', step: 'landTask' } },
  { name: 'pause', at: { on: 'git', when: 'before', match: '*update-ref*', step: 'markPausePoint' } },
  { name: 'validation', at: { on: 'bwrap', when: 'during', match: '*', step: 'validateStage' } },
];

const outage = (name: string, strike: Strike, places: string[]): Outage => ({
  name,
  strike,
  points: PLACES.filter((place) => places.includes(place.name)).map((place) => ({
    ...place,
    name: `${name}: ${place.name}`,
  })),
});

const EVERYWHERE = PLACES.map(({ name }) => name);

export const OUTAGES: Outage[] = [
  outage('server down 5 s', serverDown(5), EVERYWHERE),
  outage('server down 40 s', serverDown(40), ['model call', 'reply kept', 'landing']),
  outage('server and worker', serverAndWorker, EVERYWHERE),
  outage('worker stalled', stalled, ['model call', 'tool run', 'snapshot', 'verification', 'landing']),
  outage(HOST_LOST, hostLost, ['model call', 'tool run', 'verification', 'landing', 'validation']),
];
