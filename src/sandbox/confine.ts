import { bubblewrapArguments } from './bubblewrap.js';
import { cleanEnvironment } from './environment.js';

export interface Confinement {
  mode: 'on' | 'off';
  /** The one folder that the command may write to (besides tmp), and its working directory. Its `.git` is read-only. */
  root: string;
  /** More writable paths, e.g. the folder for a report. */
  writable?: string[];
  /** Paths that stay visible where /tmp, /run or secrets are masked; read-only, unless they lie in a writable one. */
  readable: string[];
  network: boolean;
  /** Folders put in front of PATH. */
  commandPath: string[];
  env?: Record<string, string>;
}

export interface Launch {
  file: string;
  args: string[];
  env: Record<string, string>;
}

/** Joins stderr to stdout in the shell, so that lines keep their order and stderr is left to bubblewrap itself. */
const SHELL = ['bash', '-c', 'exec bash -c "$0" 2>&1'] as const;

/** The process to start for `command`. With mode `off`, `home` is its HOME and TMPDIR. */
export function confine(command: string, confinement: Confinement, home = '/tmp'): Launch {
  const env = cleanEnvironment(confinement, home);
  const [shell, ...args] = [...SHELL, command];
  if (confinement.mode === 'off') return { file: shell, args, env };
  return { file: 'bwrap', args: [...bubblewrapArguments(confinement), '--', shell, ...args], env };
}
