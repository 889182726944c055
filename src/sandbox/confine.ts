import path from 'node:path';
import { packageRoot } from '../package-root.js';
import { bubblewrapArguments } from './bubblewrap.js';
import { cleanEnvironment } from './environment.js';
import { homeOf } from './home.js';
import { LIMITS, type ResourceLimits, shellLimits } from './limits.js';
import { seatbeltProfile } from './seatbelt.js';
import { userNamespaceFilter } from './seccomp.js';

export interface Confinement {
  mode: 'on' | 'off';
  /** The worker is in a container that lets nobody mount a /proc: that of the container shows. */
  container?: boolean;
  /** The one folder that the command may write to (besides tmp), and its working directory. Its `.git` is read-only. */
  root: string;
  /** More writable paths, e.g. the folder for a report. */
  writable?: string[];
  /** Paths in the root that it may not write to, and folders in these that are empty for each command and may be. */
  frozen?: string[];
  scratch?: string[];
  /** Paths that stay visible where all around them is hidden; read-only, unless they lie in a writable one. */
  readable: string[];
  /** Folders that show nothing but what is named above. */
  hidden?: string[];
  /** What shows in a file's place, by its path. */
  replaced?: Record<string, string>;
  /** None, or these domains by way of `gate`; never the host's, but where nothing is confined. */
  network: false | string[];
  /** Those of them that may lie in the network of the worker. */
  inner?: string[];
  /** Its socket, or on macOS its port, open while the command runs. */
  gate?: string;
  /** Folders put in front of PATH. */
  commandPath: string[];
  env?: Record<string, string>;
  /** Ours without it. */
  limits?: ResourceLimits;
}

export interface Launch {
  file: string;
  args: string[];
  env: Record<string, string>;
  /** What it reads from file descriptor 3. */
  input?: Buffer;
  /** It says at descriptor 4 what the first process of its own namespace is, with which all others end. */
  tells?: true;
}

const SEATBELT = '/usr/bin/sandbox-exec';
/** Joins stderr to stdout in the shell, so that lines keep their order and stderr is left to bubblewrap itself. */
const SHELL = 'exec bash -c "$0" 2>&1';
/** The same with a way out, by way of the bridge. */
const SHELL_WITH_GATE = 'exec "$@" bash -c "$0" 2>&1';
const BRIDGE = path.join(packageRoot(), 'src/sandbox/network/bridge.mjs');

/**
 * The process to start for `command`. With mode `on`, HOME is the person's, of which only toolchains and what they named
 * show: tools find these where they look for them. `place` is its TMPDIR, and its HOME too with mode `off` and on macOS,
 * where nobody has a home or a /tmp of their own.
 */
export function confine(
  command: string,
  confinement: Confinement,
  place = '/tmp',
  platform = process.platform,
): Launch {
  const home = confinement.mode === 'on' && platform !== 'darwin' ? homeOf() : undefined;
  const env = cleanEnvironment(confinement, home ?? place, place);
  const { mode, limits = LIMITS, gate } = confinement;
  const limited = shellLimits(limits, mode);
  if (mode === 'off') return { file: 'bash', args: ['-c', limited + SHELL, command], env };
  const args = gate
    ? ['-c', limited + SHELL_WITH_GATE, command, process.execPath, BRIDGE, gate]
    : ['-c', limited + SHELL, command];
  const readable = gate
    ? [...confinement.readable, BRIDGE, ...(path.isAbsolute(gate) ? [gate] : [])]
    : confinement.readable;
  if (platform === 'darwin') {
    const profile = seatbeltProfile({ ...confinement, readable }, place);
    return { file: SEATBELT, args: ['-p', profile, 'bash', ...args], env };
  }
  const options = ['--info-fd', '4', ...bubblewrapArguments({ ...confinement, readable }), '--seccomp', '3'];
  return { file: 'bwrap', args: [...options, '--', 'bash', ...args], env, input: userNamespaceFilter(), tells: true };
}
