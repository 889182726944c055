import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import type { Worktree } from '../git/worktree.js';

/** What a worktree was set up for, and what came of that; kept where commands can't write. */
export interface Stamp {
  /** Command and lock files. */
  wanted: string;
  /** Paths that git ignores, relative to the worktree; a folder ends with "/". */
  made: string[];
}

const file = (worktree: Worktree) => path.join(worktree.gitDir, 'piv-setup.json');

export async function readStamp(worktree: Worktree): Promise<Stamp | undefined> {
  const text = await ifThere(readFile(file(worktree), 'utf8'));
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}

export async function writeStamp(worktree: Worktree, stamp: Stamp): Promise<void> {
  await writeFile(file(worktree), JSON.stringify(stamp));
}
