import { totalmem } from 'node:os';

/** What one command may use, with all that it starts. */
export interface ResourceLimits {
  /** Of memory that nothing else shares. */
  memoryMb: number;
  /** Threads count. */
  processes: number;
  /** Of any one file that it writes. */
  fileMb: number;
  /** What has to be left free on the disk that it writes to. */
  diskMb: number;
}

const MB = 1024 * 1024;
const MOST_MEMORY_MB = 8_192;

export const LIMITS: ResourceLimits = {
  memoryMb: Math.min(MOST_MEMORY_MB, Math.floor((totalmem() / MB) * 0.75)),
  processes: 2_048,
  fileMb: 4_096,
  diskMb: 1_024,
};

/** Of a tmpfs, which is memory that no process seems to use. */
export const temporaryBytes = ({ memoryMb }: ResourceLimits) => Math.ceil(memoryMb / 2) * MB;

/** A process may reserve more than it uses, so the kernel's own limit on that is this much larger. */
const RESERVED = 2;
/** So that a command is ended with our words before the kernel refuses it a process. */
const SPARE_PROCESSES = 64;

/**
 * Lines for a shell that has the kernel hold them; a limit that is lower already stays. Processes are counted by user
 * and user namespace: without a namespace of its own a command would be counted together with all else of the user. Root
 * has no such limit, nor is there one on the memory of several processes: `watchResources` sees to both.
 */
export function shellLimits({ memoryMb, processes, fileMb }: ResourceLimits, mode: 'on' | 'off'): string {
  const flags = [
    '-c 0',
    `-f ${fileMb * 1024}`,
    `-d ${memoryMb * 1024 * RESERVED}`,
    ...(mode === 'on' ? [`-u ${processes + SPARE_PROCESSES}`] : []),
  ];
  return flags.map((flag) => `ulimit ${flag} 2>/dev/null; `).join('');
}

/** SIGXFSZ, as a shell has it; what programs say that are not ended by it. */
const TOO_LARGE = 153;
const SAID = /File size limit exceeded|EFBIG|File too large/;

/** The kernel holds it by itself, and not every program that meets it says so. */
export const fileNote = ({ fileMb }: ResourceLimits, exitCode: number, output: string) =>
  exitCode === TOO_LARGE || SAID.test(output) ? `[limit: no file may grow over ${fileMb} MB]\n` : '';
