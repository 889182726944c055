import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This clone, also for what runs from `dist`: this file is never compiled. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is dear to make and shared by all clones of this user. */
export const cacheFolder = () => join(process.env.XDG_CACHE_HOME || cacheOfUser(), 'piv-swarm');

/** A user who is in no list of the system's may have no home: then what is dear is made again after a while. */
function cacheOfUser() {
  try {
    return join(homedir(), '.cache');
  } catch {
    return tmpdir();
  }
}
