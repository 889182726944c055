import { type Disks, type FullDisk, watchDisks, whyFull } from './disks.js';
import type { ResourceLimits } from './limits.js';
import { usageOf } from './usage.js';

/** Asking `ps`, where there is no /proc, is dear. */
const LOOK_EVERY_MS = process.platform === 'linux' ? 100 : 1_000;

/** The memory of each command that runs just now, in MB. */
const running = new Map<symbol, number>();

/** Why a command has to end. */
export interface Excess {
  why: string;
  full?: FullDisk;
}

/**
 * Looks now and then at a process and all that it started, and calls `exceeded` once when that is over a limit: what the
 * kernel doesn't hold for everybody. `folders`: where it can write.
 */
export function watchResources(
  pid: number,
  folders: string[],
  limits: ResourceLimits,
  exceeded: (excess: Excess) => void,
): () => void {
  const self = Symbol(pid);
  const disks = watchDisks(folders, limits);
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const why = await overuse(self, pid, disks, limits);
    const full = why ? undefined : await disks.full();
    looking = false;
    if (!timer) running.delete(self);
    else if (why || full) {
      stop();
      exceeded(full ? { why: whyFull(full), full } : { why: why! });
    }
  };
  let timer: NodeJS.Timeout | undefined = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    running.delete(self);
  };
  return stop;
}

async function overuse(
  self: symbol,
  pid: number,
  disks: Disks,
  { memoryMb, allMemoryMb, processes }: ResourceLimits,
): Promise<string | undefined> {
  const usage = await usageOf(pid, processes);
  if (usage.processes > processes) return `more than ${processes} processes (PIV_COMMAND_PROCESSES)`;
  const memory = usage.memoryMb + (await disks.memoryMb());
  if (memory > memoryMb) return `more than ${memoryMb} MB of memory (PIV_COMMAND_MEMORY_MB)`;
  running.set(self, memory);
  const all = [...running.values()];
  const together = all.reduce((sum, one) => sum + one, 0);
  if (together <= allMemoryMb || memory < Math.max(...all)) return undefined;
  return `it had most of the memory of ${all.length} commands, together more than ${allMemoryMb} MB (PIV_MEMORY_MB)`;
}
