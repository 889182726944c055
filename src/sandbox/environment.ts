import path from 'node:path';
import type { Confinement } from './confine.js';

/** The PATH of a confined command. */
export function searchPath(commandPath: string[]): string[] {
  return [...commandPath, ...(process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(path.delimiter)].filter(
    (folder) => path.isAbsolute(folder),
  );
}

/** Whose process it is, so that what a killed worker leaves running can be found. */
const owner = (): Record<string, string> => {
  const worker = process.env['PIV_WORKER'];
  return worker ? { PIV_WORKER: worker } : {};
};

/** Nothing is inherited but PATH and the owner: neither keys nor proxies nor a NODE_OPTIONS of ours reach a command. */
export function cleanEnvironment(confinement: Confinement, home: string): Record<string, string> {
  return {
    PATH: searchPath(confinement.commandPath).join(path.delimiter),
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    CI: '1',
    NO_COLOR: '1',
    ...owner(),
    ...confinement.env,
  };
}
