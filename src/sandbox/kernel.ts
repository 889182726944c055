import { existsSync, statSync } from 'node:fs';
import type { Confinement } from './confine.js';
import { LIMITS, temporaryBytes } from './limits.js';
import { tmpfs } from './tmpfs.js';

/**
 * Files of /proc by which the kernel is told what to do. It asks who the user is for them, not what a process may do:
 * root in a sandbox could have the kernel run a program outside of it (core_pattern). Bubblewrap covers some only.
 */
const READ_ONLY = ['bus', 'fs', 'irq', 'mtrr', 'pressure', 'sys', 'sysrq-trigger'];
const HIDDEN = ['acpi', 'asound', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'scsi', 'timer_list', 'timer_stats'];

const inProc = (names: string[]) => names.map((name) => `/proc/${name}`).filter((entry) => existsSync(entry));

/**
 * Fresh /dev and /proc. Of /dev only /dev/shm can be written to. In a container that lets nobody mount a /proc it is the
 * container's own, read-only: the names of its processes show there, but nothing that is in them.
 */
export function kernelArguments({ limits = LIMITS, container }: Pick<Confinement, 'limits' | 'container'>): string[] {
  const shared = tmpfs('/dev/shm', temporaryBytes(limits));
  const processes = container ? ['--ro-bind', '/proc', '/proc'] : ['--proc', '/proc'];
  const readOnly = inProc(READ_ONLY).flatMap((entry) => ['--ro-bind', entry, entry]);
  const hidden = inProc(HIDDEN).flatMap((entry) =>
    statSync(entry).isDirectory() ? ['--tmpfs', entry, '--remount-ro', entry] : ['--ro-bind', '/dev/null', entry],
  );
  return ['--dev', '/dev', ...shared, '--remount-ro', '/dev', ...processes, ...readOnly, ...hidden];
}
