import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inForkServer } from '../fork-server.js';
import { identityOf, isDead } from '../processes.js';
import type { Launch } from './confine.js';
import { collectOutput } from './output.js';
import { type Limits, signalGroup, watchOver } from './process-group.js';
import type { Excess } from './watch.js';

export interface Supervised {
  exitCode: number;
  timedOut: boolean;
  /** The limit that it was ended for. */
  exceeded?: Excess;
  output: string;
  stderr: string;
  durationMs: number;
}

interface Place {
  cwd: string;
  /** Where it can write. */
  folders: string[];
}

/** A process that left the group may hold the pipes open; what it prints after this isn't waited for. */
const DRAIN_MS = 500;
/** What is killed may hang at a disk or a network for a while. */
const END_MS = 60_000;

export interface Order {
  launch: Launch;
  place: Place;
  limits: Limits;
}

/** Runs a process in a group of its own to its end, its timeout or its abort, and leaves nothing of the group behind. */
export const superviseProcess = inForkServer(
  'command',
  async (order: Order, signal?: AbortSignal): Promise<Supervised> => {
    const {
      launch,
      place: { cwd, folders },
      limits,
    } = order;
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
    const watch = watchOver(child, folders, limits, signal);
    try {
      const exitCode = await ended(child, first);
      signal?.throwIfAborted();
      const durationMs = Math.round(performance.now() - started);
      const printed = { output: output.text(), stderr: stderr.text() };
      return { exitCode, ...watch.seen(), ...printed, durationMs };
    } finally {
      watch.stop();
    }
  },
);

/** Whoever ends before it has read that says so by its exit code. */
function give(child: ChildProcess, input: Buffer | undefined): void {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Writable)) return;
  pipe.on('error', () => undefined);
  pipe.end(input);
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
  const patience = performance.now() + END_MS;
  while (!isDead(first)) {
    if (performance.now() > patience) throw new Error(`a process that a command started does not end (${first})`);
    await sleep(1);
  }
}
