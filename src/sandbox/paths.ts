import { existsSync, realpathSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';

/** Whether `entry` is `folder` or lies in it; both absolute. */
export const contains = (folder: string, entry: string) =>
  entry === folder || entry.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** Bubblewrap can't follow an absolute link to a mount point, so it gets the paths behind links. */
export const real = (entry: string) => (existsSync(entry) ? realpathSync.native(entry) : path.resolve(entry));

/** Undefined also for what the user can't get to. */
export function statOf(entry: string): Stats | undefined {
  try {
    return statSync(entry, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
