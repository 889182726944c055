import { readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { ResourceLimits } from './limits.js';

const LOOK_EVERY_MS = 100;
const PAGE_MB = 4 / 1024;
const MB = 1024 * 1024;

/**
 * Looks now and then at a process and all that it started, and calls `exceeded` once when that is over a limit: what the
 * kernel doesn't hold for everybody. Sees nothing where there is no /proc.
 */
export function watchResources(
  pid: number,
  root: string,
  limits: ResourceLimits,
  exceeded: (why: string) => void,
): () => void {
  const floor = diskFloor(root, limits);
  const look = async (): Promise<void> => {
    const why = overuse(pid, limits) ?? (await diskProblem(root, await floor));
    if (why && timer) {
      stop();
      exceeded(why);
    }
  };
  let timer: NodeJS.Timeout | undefined = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return stop;
}

function overuse(pid: number, { memoryMb, processes }: ResourceLimits): string | undefined {
  let [count, pages] = [0, 0];
  const open = [pid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = processOf(next);
    count += found.threads;
    pages += found.pages;
    if (count > processes) return `more than ${processes} processes`;
    if (pages * PAGE_MB > memoryMb) return `more than ${memoryMb} MB of memory`;
    open.push(...found.children);
  }
}

/** See proc(5), `statm`: what is resident, without the pages of files. */
function processOf(pid: number): { threads: number; pages: number; children: number[] } {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) => childrenOf(pid, thread));
    return { threads: threads.length, pages: resident - shared, children };
  } catch {
    return { threads: 0, pages: 0, children: [] };
  }
}

function childrenOf(pid: number, thread: string): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** A disk that is nearly full already may lose half of what it has. */
async function diskFloor(root: string, { diskMb }: ResourceLimits): Promise<number> {
  const free = await freeMb(root);
  return free === undefined ? 0 : Math.min(diskMb, free / 2);
}

async function diskProblem(root: string, floor: number): Promise<string | undefined> {
  const free = await freeMb(root);
  return free === undefined || free >= floor ? undefined : `the disk has less than ${Math.round(floor)} MB left`;
}

async function freeMb(root: string): Promise<number | undefined> {
  const disk = await statfs(root).catch(() => undefined);
  return disk && (disk.bavail * disk.bsize) / MB;
}
