import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openRepository, resolveBase, treeOf } from '../../src/git/repository.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { openWorktree, restoreTree } from '../../src/git/worktree.js';

/** What git costs a feature in a repository of 50,000 files. */

export const FILES = 50_000;
const SNAPSHOTS = 20;

export interface LargeCosts {
  /** Milliseconds that a worktree takes to be made, and snapshots of turns that wrote a file. */
  worktree: number;
  snapshots: number[];
}

export async function measureLarge(room: string): Promise<LargeCosts> {
  const root = path.join(room, 'large');
  makeRepository(root);
  const repo = await openRepository(root);
  const commit = await resolveBase(repo);
  const started = Date.now();
  const worktree = await openWorktree(repo, path.join(room, 'large.worktree'), commit);
  await restoreTree(worktree, await treeOf(repo, commit));
  const made = Date.now() - started;
  const snapshots: number[] = [];
  for (let turn = 0; turn < SNAPSHOTS; turn += 1) {
    writeFileSync(path.join(worktree.dir, `${folderOf(turn)}/new-${turn}.txt`), `turn ${turn}\n`);
    const before = Date.now();
    await snapshotTree(worktree);
    snapshots.push(Date.now() - before);
  }
  return { worktree: made, snapshots };
}

const folderOf = (file: number) => `src/${file % 100}/${file % 500}`;

/** As a stream of git's fast-import, in one commit. */
function makeRepository(root: string): void {
  mkdirSync(root);
  const files = Array.from({ length: FILES }, (_, n) => {
    const text = `file ${n}\n`.repeat(20);
    return `M 100644 inline ${folderOf(n)}/${n}.txt\ndata ${text.length}\n${text}\n`;
  });
  const input = ['commit refs/heads/main\ncommitter A <a@example.org> 1700000000 +0000\ndata 5\nfiles\n', ...files];
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', root]);
  execFileSync('git', ['-C', root, 'fast-import', '--quiet'], { input: input.join('') });
}
