import { existsSync, statSync } from 'node:fs';
import { LIMITS, type ResourceLimits, temporaryBytes } from './limits.js';

/**
 * Files of /proc by which the kernel is told what to do. It asks who the user is for them, not what a process may do:
 * root in a sandbox could have the kernel run a program outside of it (core_pattern). Bubblewrap covers some only.
 */
const READ_ONLY = ['bus', 'fs', 'irq', 'mtrr', 'pressure', 'sys', 'sysrq-trigger'];
const HIDDEN = ['acpi', 'asound', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'scsi', 'timer_list', 'timer_stats'];

const inProc = (names: string[]) => names.map((name) => `/proc/${name}`).filter((entry) => existsSync(entry));

/** Fresh /dev and /proc. Of /dev only /dev/shm can be written to. */
export function kernelArguments(limits: ResourceLimits = LIMITS): string[] {
  const shared = ['--perms', '1777', '--size', String(temporaryBytes(limits)), '--tmpfs', '/dev/shm'];
  const readOnly = inProc(READ_ONLY).flatMap((entry) => ['--ro-bind', entry, entry]);
  const hidden = inProc(HIDDEN).flatMap((entry) =>
    statSync(entry).isDirectory() ? ['--tmpfs', entry, '--remount-ro', entry] : ['--ro-bind', '/dev/null', entry],
  );
  return ['--dev', '/dev', ...shared, '--remount-ro', '/dev', '--proc', '/proc', ...readOnly, ...hidden];
}
