import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This clone, also for what runs from `dist`: this file is never compiled. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is dear to make and shared by all clones of this user. */
export const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'piv-swarm');
