import { access, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { removeFolder } from '../writable.js';
import { confine, type Confinement, type Launch } from './confine.js';
import { fileNote, LIMITS } from './limits.js';
import { openGate } from './network/gate.js';
import { type Limits, type Supervised, superviseProcess } from './supervise.js';

export interface CommandResult {
  /** As a shell has it: 128 and the signal's number for a command that a signal ended. */
  exitCode: number;
  timedOut: boolean;
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

export const MAX_OUTPUT = 16_384;

/** Runs a shell command in the confinement. None of its processes outlives it. */
export async function runCommand(
  command: string,
  confinement: Confinement,
  options: RunOptions,
): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const { mode, network, inner } = confinement;
  const home = mode === 'off' ? await mkdtemp(path.join(tmpdir(), 'piv-home-')) : undefined;
  const gate = mode === 'on' && network ? await openGate({ domains: network, ...(inner ? { inner } : {}) }) : undefined;
  try {
    const { limits: resources = LIMITS } = confinement;
    const limits = { ...options, maxOutput: options.maxOutput ?? MAX_OUTPUT, resources };
    const launched = () =>
      start(
        confine(command, { ...confinement, ...(gate ? { gate: gate.socket } : {}) }, home),
        confinement.root,
        limits,
      );
    const { stderr, exceeded, ...result } = await (mode === 'on' ? setUp(launched) : launched());
    const output = result.output || stderr;
    const note = exceeded ? `[killed: ${exceeded}]\n` : fileNote(resources, result.exitCode, output);
    const notes = [note, ...[...(gate?.refused ?? [])].map((why) => `[network: ${why}]`)].filter(Boolean);
    return { ...result, output: [output, ...notes].join('\n') };
  } finally {
    await gate?.close();
    if (home) await removeFolder(home);
  }
}

async function start(launch: Launch, root: string, limits: Limits): Promise<Supervised> {
  await access(root);
  try {
    return await superviseProcess(launch, root, limits);
  } catch (error) {
    if (launch.file !== 'bwrap' || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new PivError(
      FAILURES.noSandbox,
      'Bubblewrap (bwrap, 0.8 or later) is not on the PATH: install the package "bubblewrap" (apt, dnf, pacman, apk), ' +
        'or start the feature with sandbox: "off".',
    );
  }
}

/** What is hidden may go away between the look at it and the start: then it is looked at again. */
const SET_UPS = 3;

/** Bubblewrap's own failure must not be read as the command's, which has not begun then. */
async function setUp(launched: () => Promise<Supervised>, tries = SET_UPS): Promise<Supervised> {
  const ran = await launched();
  if (ran.exitCode === 0 || !ran.stderr.startsWith('bwrap: ')) return ran;
  if (tries > 1) return setUp(launched, tries - 1);
  throw new PivError(
    FAILURES.noSandbox,
    `The sandbox could not be set up: ${ran.stderr.trim()}. Mend that, or start the feature with sandbox: "off".`,
  );
}
