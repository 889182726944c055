import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { foundAt, leadsTo, lies, straight } from './leads-to.js';
import { withRights } from './writable.js';

/**
 * The way to what lies in a folder that commands write to: a worktree, or one for reports. A command may have left a
 * link, a pipe or a file of any size there, so whoever acts on the host names the folder and what is meant in it, and is
 * led nowhere else.
 *
 * Looking and acting are two steps. Nothing swaps a place in between: a worktree is leased to one step (`git/lease.ts`),
 * which acts when its command has ended with all that it started (`sandbox/supervise.ts`), a dead worker's too
 * (`processes.ts`). Where the sandbox is off, a command can do by itself whatever a link could have us do.
 */

/** Removes what is there, whatever rights it has; never the folder itself. What is behind a link on the way isn't there. */
export async function removeInside(root: string, name: string): Promise<void> {
  await withRights(root, async () => {
    const place = straight(root, name);
    if (place !== undefined && place !== root) await rm(place, { recursive: true, force: true, maxRetries: 3 });
  });
}

/** Makes a folder, and those on the way; undefined where a link or a file is in its way. */
export async function makeFolder(root: string, name: string): Promise<string | undefined> {
  const place = straight(root, name);
  if (place === undefined || foundAt(root, name)?.isDirectory() === false) return undefined;
  await mkdir(place, { recursive: true });
  return place;
}

/** What a folder holds; nothing where it is none. */
export function entriesOf(root: string, name: string): Dirent[] {
  try {
    return readdirSync(path.join(root, leadsTo(root, name)), { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Whether the name leads to something in the folder. */
export function isInside(root: string, name: string): boolean {
  try {
    return foundAt(root, leadsTo(root, name)) !== undefined;
  } catch {
    return false;
  }
}

const MAX_BYTES = 64 * 1024 * 1024;

/** The bytes of a plain file of at most `room`, or why there are none. Links on the way may lead about in the folder. */
export function readPlain(root: string, name: string, room = MAX_BYTES): Buffer | 'none' | 'too large' {
  let file: number | undefined;
  try {
    // A pipe would have us wait for who writes to it.
    const how = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    file = openSync(path.join(root, lies(root, name)), how);
    const found = fstatSync(file);
    if (!found.isFile()) return 'none';
    return found.size > room ? 'too large' : readFileSync(file);
  } catch {
    return 'none';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text of a plain file; '' where there is none of a size that is read. */
export function plainText(root: string, name: string): string {
  const found = readPlain(root, name);
  return typeof found === 'string' ? '' : found.toString('utf8');
}
