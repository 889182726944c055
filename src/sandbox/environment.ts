import path from 'node:path';
import type { Confinement } from './confine.js';

/** The PATH of a confined command. */
export function searchPath(commandPath: string[]): string[] {
  return [...commandPath, ...(process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(path.delimiter)].filter(
    (folder) => path.isAbsolute(folder),
  );
}

/** Nothing is inherited but PATH: neither keys nor proxies nor a NODE_OPTIONS of ours reach a command. */
export function cleanEnvironment(confinement: Confinement, home: string): Record<string, string> {
  return {
    PATH: searchPath(confinement.commandPath).join(path.delimiter),
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    CI: '1',
    NO_COLOR: '1',
    ...confinement.env,
  };
}
