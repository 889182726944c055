import { chmod, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Place } from './paths.js';

/**
 * Writes a file anew and keeps the mode of the one it replaces. Never writes into the old file: that may be a hard
 * link into a package manager's store.
 */
export async function replaceFile(place: Place, content: string | Uint8Array): Promise<'created' | 'overwritten'> {
  const old = await stat(place.absolute).catch(() => undefined);
  await mkdir(dirname(place.absolute), { recursive: true });
  await rm(place.absolute, { force: true });
  await writeFile(place.absolute, content, { flag: 'wx' });
  if (old !== undefined) await chmod(place.absolute, old.mode & 0o7777);
  return old === undefined ? 'created' : 'overwritten';
}
