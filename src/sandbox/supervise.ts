import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isDead } from '../processes.js';
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
/** What is killed may hang at a disk or a network for a while. */
const END_MS = 60_000;

/** Runs a process in a group of its own to its end, its timeout or its abort, and leaves nothing of the group behind. */
export async function superviseProcess(launch: Launch, { cwd, folders }: Place, limits: Limits): Promise<Supervised> {
  const started = performance.now();
  const child = spawn(launch.file, launch.args, {
    cwd,
    env: launch.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', launch.input ? 'pipe' : 'ignore', launch.tells ? 'pipe' : 'ignore'],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  give(child, launch.input);
  const first = firstProcess(child);
  const [output, stderr] = [collectOutput(limits.maxOutput), collectOutput(limits.maxOutput)];
  child.stdout.on('data', output.add);
  child.stderr.on('data', stderr.add);
  const watch = watchOver(child, folders, limits);
  try {
    const exitCode = await ended(child, first);
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

/** The identity of the first process in the namespace, where there is one. */
async function firstProcess(child: ChildProcess): Promise<string | undefined> {
  const info = child.stdio[4];
  if (!(info instanceof Readable)) return undefined;
  const said = await text(info).catch(() => '');
  const pid = /"child-pid": (\d+)/.exec(said)?.[1];
  return pid ? identityOf(Number(pid)) : undefined;
}

async function ended(child: ChildProcess, first: Promise<string | undefined>): Promise<number> {
  const closed = once(child, 'close');
  closed.catch(() => {});
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  signalGroup(child, 'SIGKILL');
  const left = await first;
  if (left) await gone(left);
  await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
}

/** Bubblewrap ends a moment before what the command has left running: that could still write to the worktree. */
async function gone(first: string): Promise<void> {
  const patience = Date.now() + END_MS;
  while (!isDead(first)) {
    if (Date.now() > patience) throw new Error(`a process that a command started does not end (${first})`);
    await sleep(1);
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended.
  }
}
