import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from './confine.js';
import type { ResourceLimits } from './limits.js';
import { collectOutput } from './output.js';
import { watchResources } from './watch.js';

export interface Supervised {
  exitCode: number;
  timedOut: boolean;
  /** The limit that it was ended for. */
  exceeded?: string;
  output: string;
  stderr: string;
  durationMs: number;
}

export interface Limits {
  timeoutMs: number;
  signal?: AbortSignal;
  maxOutput: number;
  resources: ResourceLimits;
}

export interface Place {
  cwd: string;
  /** Where it can write. */
  folders: string[];
}

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000;
/** A process that left the group may hold the pipes open; what it prints after this isn't waited for. */
const DRAIN_MS = 500;

/** Runs a process in a group of its own to its end, its timeout or its abort, and leaves nothing of the group behind. */
export async function superviseProcess(launch: Launch, { cwd, folders }: Place, limits: Limits): Promise<Supervised> {
  const started = performance.now();
  const child = spawn(launch.file, launch.args, {
    cwd,
    env: launch.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(launch.input ? ['pipe' as const] : [])],
  });
  give(child, launch.input);
  const [output, stderr] = [collectOutput(limits.maxOutput), collectOutput(limits.maxOutput)];
  child.stdout!.on('data', output.add);
  child.stderr!.on('data', stderr.add);
  const watch = watchOver(child, folders, limits);
  try {
    const exitCode = await ended(child);
    limits.signal?.throwIfAborted();
    const durationMs = Math.round(performance.now() - started);
    const printed = { output: output.text(), stderr: stderr.text() };
    return { exitCode, ...watch.seen(), ...printed, durationMs };
  } finally {
    watch.stop();
  }
}

/** Whoever ends before it has read that says so by its exit code. */
function give(child: ChildProcess, input: Buffer | undefined): void {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Writable)) return;
  pipe.on('error', () => undefined);
  pipe.end(input);
}

interface Watch {
  seen(): { timedOut: boolean; exceeded?: string };
  stop(): void;
}

/** Ends the group at the timeout, at the abort, and at once when it uses more than it may. */
function watchOver(child: ChildProcess, folders: string[], { timeoutMs, signal, resources }: Limits): Watch {
  let timedOut = false;
  let exceeded: string | undefined;
  let killer: NodeJS.Timeout | undefined;
  const end = (): void => {
    signalGroup(child, 'SIGTERM');
    killer ??= setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  const stopWatching = watchResources(child.pid ?? 0, folders, resources, (why) => {
    exceeded = why;
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

async function ended(child: ChildProcess): Promise<number> {
  const closed = once(child, 'close');
  closed.catch(() => {});
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  signalGroup(child, 'SIGKILL');
  await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}
