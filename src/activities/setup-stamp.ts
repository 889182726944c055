import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Worktree } from '../git/worktree.js';

/** For which command and lock files a worktree was set up; kept where commands can't write. */
const file = (worktree: Worktree) => path.join(worktree.gitDir, 'piv-setup');

export async function readStamp(worktree: Worktree): Promise<string | undefined> {
  return readFile(file(worktree), 'utf8').catch(() => undefined);
}

export async function writeStamp(worktree: Worktree, stamp: string): Promise<void> {
  await writeFile(file(worktree), stamp);
}
