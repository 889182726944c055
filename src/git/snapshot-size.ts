import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { unquoted } from './worktree-changes.js';

/** Of what is new or changed since the last snapshot: all of it is copied into the person's own repository. */
export interface SnapshotLimits {
  mb: number;
  files: number;
}

export const SNAPSHOT_LIMITS: SnapshotLimits = { mb: 100, files: 10_000 };

const MB = 1024 * 1024;
const NAMED = 5;
const REMEDY = 'remove what is made anew by a command, or have .gitignore name it';

/** Why so much is not taken, with the names of what is big. `changed`: as git quotes it. */
export async function tooMuch(dir: string, changed: string[], limits: SnapshotLimits): Promise<string | undefined> {
  if (changed.length > limits.files) {
    const most = largest(changed.map((file) => [folderOf(file), 1]));
    const names = most.map(([folder, count]) => `${folder} (${count})`).join(', ');
    return `${changed.length} files are new or changed, more than ${limits.files} (PIV_SNAPSHOT_FILES), most of them in ${names}: ${REMEDY}`;
  }
  const sizes = await Promise.all(changed.map(async (file) => [file, await sizeOf(dir, file)] as const));
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (bytes <= limits.mb * MB) return undefined;
  const names = largest(sizes).map(([file, size]) => `${file} (${inMb(size)})`);
  return `${inMb(bytes)} are new or changed, more than ${limits.mb} MB (PIV_SNAPSHOT_MB), most of them in ${names.join(', ')}: ${REMEDY}`;
}

async function sizeOf(dir: string, file: string): Promise<number> {
  const found = await lstat(Buffer.concat([Buffer.from(`${dir}/`), unquoted(file)])).catch(() => undefined);
  return found?.isFile() ? found.size : 0;
}

function largest(parts: (readonly [string, number])[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const [name, size] of parts) sums.set(name, (sums.get(name) ?? 0) + size);
  return [...sums].toSorted(([, a], [, b]) => b - a).slice(0, NAMED);
}

const folderOf = (file: string) => `${path.dirname(file.replace(/^"/, ''))}/`;
const inMb = (bytes: number) => `${Math.ceil(bytes / MB)} MB`;
