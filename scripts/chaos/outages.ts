import { diskProblem } from './disk.js';
import type { Ground, Outfit } from './ground.js';
import { ownClock, ownDisk, smallMemory, twoBuilds } from './outfits.js';
import type { Point } from './points.js';
import {
  clockJumps,
  diskFull,
  diskStalled,
  hostLost,
  otherBuild,
  outOfMemory,
  remoteLost,
  serverAndWorker,
  serverDown,
  stalled,
  type Strike,
} from './strikes.js';

/** All that can go wrong but for the death of a worker alone, and where it does. */

export interface Outage {
  name: string;
  strike: Strike;
  points: Point[];
  /** Several hosts work on a clone each of a repository that only they share, by its URL. */
  remote?: boolean;
  /** What its workers have that others haven't. */
  outfit?: (ground: Ground) => Promise<Outfit>;
  /** Why it can't be tried here, where it can't. */
  missing?: () => Promise<string | undefined>;
  /** Its worker lives on for a while: a call that it heard being cut is billed, too. */
  slow?: boolean;
  /** What a person is told meanwhile, who says `retry` until it is mended. */
  mends?: RegExp;
}

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

/** Where a remote is shared. */
const SHARED: Point[] = [
  { name: 'push', at: { on: 'git', when: 'before', match: '*push --porcelain*', step: 'landTask' } },
];

const outage = (name: string, strike: Strike, places: string[], more: Partial<Outage> = {}): Outage => ({
  name,
  strike,
  ...more,
  points: [...PLACES, ...SHARED]
    .filter((place) => places.includes(place.name))
    .map((place) => ({
      ...place,
      name: `${name}: ${place.name}`,
    })),
});

const ON_DISK = { outfit: ownDisk, missing: diskProblem };

const EVERYWHERE = PLACES.map(({ name }) => name);

export const OUTAGES: Outage[] = [
  outage('server down 5 s', serverDown(5), EVERYWHERE),
  outage('server down 40 s', serverDown(40), ['model call', 'reply kept', 'landing']),
  outage('server and worker', serverAndWorker, EVERYWHERE),
  outage('worker stalled', stalled, ['model call', 'tool run', 'snapshot', 'verification', 'landing']),
  outage('host lost', hostLost, ['model call', 'tool run', 'verification', 'landing', 'validation'], { remote: true }),
  outage('remote lost', remoteLost, ['model call', 'push', 'landing', 'pause', 'validation'], {
    remote: true,
    mends: /refuses to (push|fetch|ls-remote)/,
  }),
  outage('disk full', diskFull, ['baseline', 'reply kept', 'tool run', 'snapshot', 'verification', 'validation'], {
    ...ON_DISK,
    mends: /ENOSPC|No space left/,
  }),
  outage('disk stalled', diskStalled, ['reply kept', 'tool run', 'snapshot', 'landing'], ON_DISK),
  outage('clock jumps', clockJumps, EVERYWHERE, { outfit: ownClock }),
  outage('out of memory', outOfMemory, ['model call', 'reply kept', 'tool run', 'landing', 'validation'], {
    outfit: smallMemory,
    slow: true,
  }),
  outage('two builds', otherBuild, ['model call', 'reply kept', 'tool run', 'verification', 'landing', 'pause'], {
    outfit: twoBuilds,
  }),
];
