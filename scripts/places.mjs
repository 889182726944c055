import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This clone, also for what runs from `dist`: this file is never compiled. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is dear to make and shared by all clones of this user. */
export const cacheFolder = () => join(process.env.XDG_CACHE_HOME || cacheOfUser(), 'piv-swarm');

/** A user who is in no list of the system's may have no home. Programs start from there: it is no folder of everybody's. */
function cacheOfUser() {
  try {
    return join(homedir(), '.cache');
  } catch {
    if (process.env.PIV_HOME) return join(resolve(process.env.PIV_HOME), 'cache');
    throw new Error(
      'this user has no home folder: set HOME or XDG_CACHE_HOME to a folder that only this user writes to',
    );
  }
}
