import type { ChildProcess } from 'node:child_process';
import type { ResourceLimits } from './limits.js';
import { type Excess, watchResources } from './watch.js';

/** The processes that a command has started and that stayed together, ended as one. */

export interface Limits {
  timeoutMs: number;
  maxOutput: number;
  resources: ResourceLimits;
}

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000;

interface Watch {
  seen(): { timedOut: boolean; exceeded?: Excess };
  stop(): void;
}

/** Ends the group at the timeout, at the abort, and at once when it uses more than it may. */
export function watchOver(
  child: ChildProcess,
  folders: string[],
  { timeoutMs, resources }: Limits,
  signal?: AbortSignal,
): Watch {
  let timedOut = false;
  let exceeded: Excess | undefined;
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(child, 'SIGTERM');
    killer ??= setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  const stopWatching = watchResources(child.pid ?? 0, folders, resources, (excess) => {
    exceeded = excess;
    signalGroup(child, 'SIGKILL');
  });
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end);
  return {
    seen: () => ({ timedOut, ...(exceeded ? { exceeded } : {}) }),
    stop: () => {
      stopWatching();
      clearTimeout(timer);
      clearTimeout(killer);
      signal?.removeEventListener('abort', end);
    },
  };
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}
