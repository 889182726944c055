import { access, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { removeFolder } from '../writable.js';
import { confine, type Confinement } from './confine.js';
import type { FullDisk } from './disks.js';
import { endingOf, memoryKills } from './ending.js';
import { LIMITS } from './limits.js';
import { openGate } from './network/gate.js';
import { openPort } from './network/port.js';
import { type Order, type Supervised, superviseProcess } from './supervise.js';

export interface CommandResult {
  /** As a shell has it: 128 and the signal's number for a command that a signal ended. */
  exitCode: number;
  timedOut: boolean;
  /** Why it was killed, where it was: the limit, and the setting for that. */
  killed?: string;
  /** The disk that it was killed for. */
  full?: FullDisk;
  /** What it printed to stdout and stderr, without escape sequences; head and tail of what is longer than `maxOutput`. */
  output: string;
  durationMs: number;
}

export interface RunOptions {
  timeoutMs: number;
  /** Its abort ends the command and rejects with its reason. */
  signal?: AbortSignal;
  /** Bytes of output to keep. */
  maxOutput?: number;
}

/** Where no command has a /tmp or a loopback of its own. */
const IS_MAC = process.platform === 'darwin';

export const MAX_OUTPUT = 16_384;

/** Runs a shell command in the confinement. None of its processes outlives it. */
export async function runCommand(
  command: string,
  confinement: Confinement,
  options: RunOptions,
): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const { mode, network, inner } = confinement;
  const home = mode === 'off' || IS_MAC ? await realpath(await mkdtemp(path.join(tmpdir(), 'piv-home-'))) : undefined;
  const gate = mode === 'on' && network ? await openGate({ domains: network, ...(inner ? { inner } : {}) }) : undefined;
  const port = gate && IS_MAC ? await openPort(gate.socket) : undefined;
  const way = gate ? { gate: port ? String(port.port) : gate.socket } : {};
  try {
    const { limits: resources = LIMITS } = confinement;
    const { timeoutMs, signal, maxOutput = MAX_OUTPUT } = options;
    const folders = [confinement.root, ...(confinement.writable ?? []), ...(home ? [home] : [])];
    const launched = () =>
      start(
        {
          launch: confine(command, { ...confinement, ...way }, home),
          place: { cwd: confinement.root, folders },
          limits: { timeoutMs, maxOutput, resources },
        },
        signal,
      );
    const before = memoryKills();
    const { stderr, exceeded, ...result } = await (mode === 'on' ? setUp(launched) : launched());
    const output = result.output || stderr;
    const starved = memoryKills() > before;
    const { killed, notes } = endingOf(resources, {
      ...result,
      output,
      starved,
      ...(exceeded ? { exceeded: exceeded.why } : {}),
    });
    const full = exceeded?.full ? { full: exceeded.full } : {};
    const refused = [...(gate?.refused ?? [])].map((why) => `[network: ${why}]`);
    return { ...result, ...(killed ? { killed } : {}), ...full, output: [output, ...notes, ...refused].join('\n') };
  } finally {
    port?.close();
    await gate?.close();
    if (home) await removeFolder(home);
  }
}

async function start(order: Order, signal?: AbortSignal): Promise<Supervised> {
  await access(order.place.cwd);
  try {
    return await superviseProcess(order, signal);
  } catch (error) {
    if (order.launch.file !== 'bwrap' || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PivError(
      FAILURES.noSandbox,
      'Bubblewrap (bwrap, 0.4 or later) is not on the PATH: install the package "bubblewrap" (apt, dnf, pacman, apk), ' +
        'or start the feature with sandbox: "off".',
    );
  }
}

/** What is hidden may go away between the look at it and the start: then it is looked at again. */
const SET_UPS = 3;

/** The sandbox's own failure must not be read as the command's, which has not begun then. */
async function setUp(launched: () => Promise<Supervised>, tries = SET_UPS): Promise<Supervised> {
  const ran = await launched();
  if (ran.exitCode === 0 || !/^(?:bwrap|sandbox-exec): /.test(ran.stderr)) return ran;
  if (tries > 1) return setUp(launched, tries - 1);
  throw new PivError(
    FAILURES.noSandbox,
    `The sandbox could not be set up: ${ran.stderr.trim()}. Mend that, or start the feature with sandbox: "off".`,
  );
}
