import { readFileSync } from 'node:fs';

/** See statfs(2). */
export const TMPFS_MAGIC = 0x0102_1994;

export interface MountPoint {
  /** Of its file system: one that is mounted twice is one. */
  device: string;
  folder: string;
}

/**
 * Those that a process has, of lines that match. See proc_pid_mountinfo: the third column is the device, the fifth the
 * folder, with spaces as octal numbers.
 */
export const mountPoints = (pid: number | 'self', which: RegExp): MountPoint[] =>
  linesOf(`/proc/${pid}/mountinfo`)
    .filter((line) => which.test(line))
    .map((line) => line.split(' '))
    .map(([, , device = '', , folder = '']) => ({ device, folder: unescaped(folder) }));

const unescaped = (folder: string) =>
  folder.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 8)));

/** None where it isn't there, or can't be read. */
export function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
