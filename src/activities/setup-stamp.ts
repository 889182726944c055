import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Worktree } from '../git/worktree.js';

/** What a worktree was set up for, and what came of that; kept where commands can't write. */
export interface Stamp {
  /** Command and lock files. */
  wanted: string;
  /** Paths that git ignores, relative to the worktree; a folder ends with "/". */
  made: string[];
  /** Install scripts were left out. */
  scripts?: false;
  /** Why it failed, where an agent has changed what it goes by. */
  problem?: string;
}

const file = (worktree: Worktree) => path.join(worktree.gitDir, 'piv-setup.json');

export async function readStamp(worktree: Worktree): Promise<Stamp | undefined> {
  const text = await readFile(file(worktree), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}

export async function writeStamp(worktree: Worktree, stamp: Stamp): Promise<void> {
  await writeFile(file(worktree), JSON.stringify(stamp));
}
