import { totalmem } from 'node:os';

/** What commands of the repository may use. */
export interface ResourceLimits {
  /** One command, with all that it starts: of memory that nothing else shares, and of folders in memory. */
  memoryMb: number;
  /** All commands of this worker that run at the same time. */
  allMemoryMb: number;
  /** Of one command. Threads count. */
  processes: number;
  /** Of any one file that it writes. */
  fileMb: number;
  /** What has to be left free on each disk that it writes to. */
  diskMb: number;
}

const MB = 1024 * 1024;
/** For the worker, and whatever else runs here; but some is left to commands. */
const KEPT_MB = 512;
const LEAST_MB = 256;

/** Three quarters of what there is: of the machine, or of the container that we are in. */
export function memoryForCommands(totalMb = totalmem() / MB, constrainedMb = process.constrainedMemory() / MB): number {
  const all = constrainedMb > 0 ? Math.min(totalMb, constrainedMb) : totalMb;
  return Math.max(LEAST_MB, Math.floor(Math.min(all * 0.75, all - KEPT_MB)));
}

/** One command may have all of it, as long as it runs alone. */
export const LIMITS: ResourceLimits = {
  memoryMb: memoryForCommands(),
  allMemoryMb: memoryForCommands(),
  processes: 2_048,
  fileMb: 4_096,
  diskMb: 1_024,
};

/** Of a tmpfs, which is memory that no process seems to use. */
export const temporaryBytes = ({ memoryMb }: ResourceLimits) => Math.ceil(memoryMb / 2) * MB;

/** A process may reserve more than it uses, so the kernel's own limit on that is this much larger. */
export const RESERVED = 2;
/** So that a command is ended with our words before the kernel refuses it a process. */
const SPARE_PROCESSES = 64;

/**
 * Lines for a shell that has the kernel hold them; a limit that is lower already stays. Processes are counted by user
 * and user namespace: without a namespace of its own a command would be counted together with all else of the user. Root
 * has no such limit, nor is there one on the memory of several processes: `watchResources` sees to both. Where memory
 * ends all the same, the kernel is to take a command before the worker, or what else a person has open.
 */
export function shellLimits({ memoryMb, processes, fileMb }: ResourceLimits, mode: 'on' | 'off'): string {
  const flags = [
    '-c 0',
    `-f ${fileMb * 1024}`,
    `-d ${memoryMb * 1024 * RESERVED}`,
    ...(mode === 'on' && process.platform === 'linux' ? [`-u ${processes + SPARE_PROCESSES}`] : []),
  ];
  const lines = [
    ...flags.map((flag) => `ulimit ${flag} 2>/dev/null`),
    '{ echo 500 > /proc/self/oom_score_adj; } 2>/dev/null',
  ];
  return lines.map((line) => `${line}; `).join('');
}
