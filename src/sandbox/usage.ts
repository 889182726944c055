import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { promisify } from 'node:util';
import { mountPoints, TMPFS_MAGIC } from './mount-points.js';

/** What a process uses, with all that it started. */
export interface Usage {
  /** Threads count. */
  processes: number;
  /** Of memory that nothing else shares, and of folders in memory that only they see. */
  memoryMb: number;
}

const PAGE_MB = 4 / 1024;
/** Pages: 128 MB. */
const MUCH_SHARED = 32_768;
const KB = 1024;
const MB = 1024 * KB;
const TMPFS = / - tmpfs /;

/** With fork bombs in mind: it stops counting at more processes than `most`. */
export const usageOf = (pid: number, most: number): Usage | Promise<Usage> =>
  existsSync('/proc/self/statm') ? byProc(pid, most) : byPs(pid);

function byProc(pid: number, most: number): Usage {
  let [processes, pages] = [0, 0];
  let inside: number | undefined;
  const open = [pid];
  for (let next = open.pop(); next !== undefined && processes <= most; next = open.pop()) {
    const found = processOf(next);
    processes += found.threads;
    pages += found.pages;
    if (inside === undefined && isElsewhere(next)) inside = next;
    open.push(...found.children);
  }
  return { processes, memoryMb: pages * PAGE_MB + (inside === undefined ? 0 : inMemoryMb(inside)) };
}

/** See proc(5), `statm`: what is resident, without the pages of files; what several share counts as a part for each. */
function processOf(pid: number): { threads: number; pages: number; children: number[] } {
  try {
    const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) => childrenOf(pid, thread));
    const inMemory = shared > MUCH_SHARED ? sharedPages(pid) : 0;
    return { threads: threads.length, pages: resident - shared + inMemory, children };
  } catch {
    return { threads: 0, pages: 0, children: [] };
  }
}

/** `statm` doesn't say whether it is files or memory, and asking for that is dear. */
function sharedPages(pid: number): number {
  const [, kb = '0'] = /^Pss_Shmem: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kb) / KB / PAGE_MB;
}

function childrenOf(pid: number, thread: string): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Whether it has mounts of its own: it is in a sandbox. */
function isElsewhere(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`) !== readlinkSync('/proc/self/ns/mnt');
  } catch {
    return false;
  }
}

/** What lies in a tmpfs belongs to no process: it is counted where the process has one that we haven't. */
function inMemoryMb(pid: number): number {
  const ours = new Set(mountPoints('self', TMPFS).map(({ device }) => device));
  const theirs = new Map(mountPoints(pid, TMPFS).map(({ device, folder }) => [device, folder]));
  let used = 0;
  for (const [device, folder] of theirs) if (!ours.has(device)) used += usedMb(`/proc/${pid}/root${folder}`);
  return used;
}

/** Zero where it is gone, or not there yet: while a sandbox is made, a folder of it is still one of the disk for a moment. */
function usedMb(folder: string): number {
  try {
    const { type, blocks, bfree, bsize } = statfsSync(folder);
    return type === TMPFS_MAGIC ? ((blocks - bfree) * bsize) / MB : 0;
  } catch {
    return 0;
  }
}

/** Where there is no /proc (macOS): threads don't count, and memory that is shared counts for each. */
export async function byPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,rss=']).catch(() => ({ stdout: '' }));
  const all = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const counted = new Set([pid]);
  let [size, kb] = [0, 0];
  while (size !== counted.size) {
    size = counted.size;
    for (const [id = 0, parent = 0] of all) if (counted.has(parent)) counted.add(id);
  }
  for (const [id = 0, , rss = 0] of all) if (counted.has(id)) kb += rss;
  return { processes: counted.size, memoryMb: kb / KB };
}
