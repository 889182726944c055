import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '#scripts/places.mjs';
import { mountDisk } from './disk.js';
import type { Ground, Outfit } from './ground.js';
import { makeOtherBuild } from './other-build.js';

/** What faults need that a worker mostly hasn't: a disk for itself, a clock or a memory that can fail, another build. */

export const ownDisk = async ({ home }: Ground): Promise<Outfit> => ({ undo: await mountDisk(home) });

export const clockOf = ({ swarm }: Ground) => path.join(swarm.room, 'clock');

export async function ownClock(ground: Ground): Promise<Outfit> {
  await writeFile(clockOf(ground), '0');
  return { environment: { CHAOS_CLOCK: clockOf(ground), NODE_OPTIONS: preloaded('clock') } };
}

const SMALL_MB = 400;

export const smallMemory = async (): Promise<Outfit> => ({
  environment: { NODE_OPTIONS: `--max-old-space-size=${SMALL_MB} ${preloaded('memory')}` },
});

const preloaded = (name: string) =>
  `--import ${JSON.stringify(path.join(root, 'dist/scripts/chaos/preloads', `${name}.js`))}`;

export const otherBuildOf = ({ swarm }: Ground) => path.join(swarm.room, 'other-build');

export async function twoBuilds(ground: Ground): Promise<Outfit> {
  await makeOtherBuild(otherBuildOf(ground));
  return {};
}
