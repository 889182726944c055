import { stat, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResourceLimits } from './limits.js';
import { TMPFS_MAGIC } from './mount-points.js';

/** The file systems that a command can write to. */
export interface Disks {
  /** The one that has too little left, for which it has to end. */
  full(): Promise<FullDisk | undefined>;
  /** What has come to those that are memory, since they were first looked at. */
  memoryMb(): Promise<number>;
}

export interface FullDisk {
  folder: string;
  /** What has to be left. One that is nearly full already may lose half of what it has. */
  floorMb: number;
}

interface Disk extends FullDisk {
  device: number;
  /** What was in it, where it is memory. */
  heldMb?: number;
}

const MB = 1024 * 1024;

export function watchDisks(folders: string[], limits: ResourceLimits): Disks {
  const before = Promise.all(folders.map((folder) => firstLook(folder, limits)));
  const known = async () => {
    const found = (await before).filter((disk) => disk !== undefined);
    return [...new Map(found.map((disk) => [disk.device, disk])).values()];
  };
  return {
    async full() {
      for (const { folder, floorMb } of await known())
        if (!(await hasRoom(folder, floorMb))) return { folder, floorMb };
      return undefined;
    },
    async memoryMb() {
      let grown = 0;
      for (const { folder, heldMb } of await known()) {
        if (heldMb === undefined) continue;
        const { usedMb = heldMb } = (await stateOf(folder)) ?? {};
        grown += Math.max(0, usedMb - heldMb);
      }
      return grown;
    },
  };
}

export const whyFull = ({ folder, floorMb }: FullDisk) =>
  `less than ${Math.round(floorMb)} MB is left on the disk of ${folder} (PIV_FREE_DISK_MB)`;

async function hasRoom(folder: string, floorMb: number): Promise<boolean> {
  const { freeMb = floorMb } = (await stateOf(folder)) ?? {};
  return freeMb >= floorMb;
}

const LOOK_MS = 200;

/** Whether there is room again before long, with all that the ended command has left: then it was not what filled the disk. */
export async function fillsNoMore({ folder, floorMb }: FullDisk, patienceMs = 30_000): Promise<boolean> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(LOOK_MS)) {
    if (await hasRoom(folder, floorMb)) return true;
  }
  return false;
}

async function firstLook(folder: string, { diskMb }: ResourceLimits): Promise<Disk | undefined> {
  const [state, found] = await Promise.all([stateOf(folder), stat(folder).catch(() => undefined)]);
  if (!state || !found) return undefined;
  const held = state.isMemory ? { heldMb: state.usedMb } : {};
  return { folder, device: found.dev, floorMb: Math.min(diskMb, state.freeMb / 2), ...held };
}

async function stateOf(folder: string) {
  const found = await statfs(folder).catch(() => undefined);
  if (!found) return undefined;
  const { type, bsize, blocks, bfree, bavail } = found;
  return { isMemory: type === TMPFS_MAGIC, freeMb: (bavail * bsize) / MB, usedMb: ((blocks - bfree) * bsize) / MB };
}
