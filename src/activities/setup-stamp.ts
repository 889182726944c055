import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import type { Worktree } from '../git/worktree.js';
import { foundAt, straight } from '../leads-to.js';

/** What a worktree was set up for, and what came of that; kept where commands can't write. */
export interface Stamp {
  /** Command and lock files. */
  wanted: string;
  /** Paths that git ignores, relative to the worktree; a folder ends with "/". */
  made: string[];
  /** What it has installed where git doesn't ignore it: of that, nothing stays. */
  lost?: string[];
  /** Install scripts were left out. */
  scripts?: false;
  /** Why it failed for what an agent has changed of the files that it goes by, and these as they were then. */
  problem?: string;
  changed?: string[];
}

interface Written extends Stamp {
  /** Which file or folder each of them is. */
  ids?: string[];
}

const file = (worktree: Worktree) => path.join(worktree.gitDir, 'piv-setup.json');

export async function readStamp(worktree: Worktree): Promise<Written | undefined> {
  const text = await ifThere(readFile(file(worktree), 'utf8'));
  return text === undefined ? undefined : (JSON.parse(text) as Written);
}

export async function writeStamp(worktree: Worktree, stamp: Stamp): Promise<void> {
  const ids = stamp.made.map((name) => idOf(worktree, name));
  await writeFile(file(worktree), JSON.stringify({ ...stamp, ids } satisfies Written));
}

/** Whether all that was made is still there: a command can move the folder around it away, and put its own there. */
export const isIntact = (worktree: Worktree, { made, ids = [] }: Written): boolean =>
  made.every((name, at) => idOf(worktree, name) === ids[at]);

function idOf({ dir }: Worktree, name: string): string {
  const led = straight(dir, name) !== undefined;
  return led ? String(foundAt(dir, name)?.ino ?? 'missing') : 'led away';
}
