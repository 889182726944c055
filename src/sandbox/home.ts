import os from 'node:os';
import { contains, real, statOf } from './paths.js';

/** Folders that have to show, with all that is in them. */
const PROGRAMS = ['bin', 'sbin', 'lib', 'lib64', 'libexec', 'share', 'include'];
const SYSTEM = [...PROGRAMS.flatMap((name) => [`/${name}`, `/usr/${name}`]), '/etc', '/dev', '/proc', '/sys', '/nix'];

/** Whether a folder can't be hidden as a whole: without the system's own no program starts. */
export const isSystem = (folder: string) =>
  ['/', '/usr', '/usr/local', '/usr/src', '/opt', '/var', '/var/lib'].includes(folder) ||
  SYSTEM.some((own) => contains(own, folder));

/** The home of the worker's user; of a user who has none, or a folder of the system's as one, undefined. */
export const homeOf = (): string | undefined => known().home;

/** Programs that don't ask HOME (a Java machine, ssh) take what the machine knows of the user. */
export const homes = (): string[] => known().all;

interface Homes {
  home: string | undefined;
  all: string[];
}

/** By HOME: each command asks more than once. */
const found = new Map<string | undefined, Homes>();

function known(): Homes {
  const name = process.env['HOME'];
  const before = found.get(name);
  if (before) return before;
  const home = usable(() => name || os.homedir());
  const all = [home, usable(() => os.userInfo().homedir)].filter((entry) => entry !== undefined);
  found.set(name, { home, all: [...new Set(all)] });
  return known();
}

/** The system's answer throws for a user that it doesn't know, as in a container with a user id of its own. */
function usable(ask: () => string): string | undefined {
  try {
    const home = real(ask());
    return !isSystem(home) && statOf(home)?.isDirectory() ? home : undefined;
  } catch {
    return undefined;
  }
}
