import { readFileSync } from 'node:fs';
import { RESERVED, type ResourceLimits } from './limits.js';

/** How a command ended, as far as that may be for a limit. */
interface Ending {
  exitCode: number;
  timedOut: boolean;
  output: string;
  /** The limit that we ended it for. */
  exceeded?: string;
  /** The kernel ended processes for want of memory meanwhile. */
  starved: boolean;
}

/** As a shell has them. */
const [KILLED, TOO_LARGE] = [137, 153];
/** What programs say that are refused a larger file, or more memory. */
const FILE = /File size limit exceeded|EFBIG|File too large/;
const MEMORY =
  /Cannot allocate memory|ENOMEM|std::bad_alloc|^MemoryError|Array buffer allocation failed|fatal error: runtime: (?:out of memory|cannot allocate)/m;

/** Why it was killed, if it was, and what to print below its output; each with the name of the setting. */
export function endingOf(limits: ResourceLimits, ending: Ending): { killed?: string; notes: string[] } {
  const killed = whyKilled(ending);
  if (killed) return { killed, notes: [`[killed: ${killed}]\n`] };
  const limit = limitMet(limits, ending);
  return { notes: limit ? [`[limit: ${limit}]\n`] : [] };
}

function whyKilled({ exitCode, timedOut, exceeded, starved }: Ending): string | undefined {
  if (exceeded) return exceeded;
  if (timedOut || exitCode === 0) return undefined;
  if (starved)
    return 'the kernel ran out of memory, of the machine or of its container, and ended a process: give it more, or commands less (PIV_MEMORY_MB)';
  return exitCode === KILLED ? 'something else ended it by SIGKILL, no limit of PIV-Swarm' : undefined;
}

/** A limit that the kernel holds by itself: not every program that meets it says so. */
function limitMet({ memoryMb, fileMb }: ResourceLimits, { exitCode, output }: Ending): string | undefined {
  if (exitCode === TOO_LARGE || FILE.test(output)) return `no file may grow over ${fileMb} MB (PIV_COMMAND_FILE_MB)`;
  if (exitCode === 0 || !MEMORY.test(output)) return undefined;
  return `a process may reserve ${memoryMb * RESERVED} MB of memory, twice PIV_COMMAND_MEMORY_MB`;
}

/** How often the kernel has ended a process for want of memory, of the machine or of any container. */
export function memoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
