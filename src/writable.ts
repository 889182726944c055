import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/** A command may have taken the right to write from a folder of ours; who owns it can give it back. */

const OWNER = 0o700;

/** Does `work`, and again with all folders below `dir` open to their owner where it failed for want of that. */
export async function withRights<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(await openFolders(dir))) throw error;
    return work();
  }
}

/** Removes a folder, whatever rights are left in it, or in what is around it up to `within`. */
export const removeFolder = (dir: string, within = dir): Promise<void> =>
  withRights(within, () => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

/** Whether one had to be opened. Links aren't followed. */
async function openFolders(dir: string): Promise<boolean> {
  const found = await lstat(dir).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  const mode = found.mode & 0o7777;
  const closed = (mode & OWNER) !== OWNER;
  if (closed) await chmod(dir, mode | OWNER);
  const inner = await readdir(dir, { withFileTypes: true }).catch(() => []);
  let any = closed;
  for (const entry of inner) if (entry.isDirectory()) any = (await openFolders(path.join(dir, entry.name))) || any;
  return any;
}
