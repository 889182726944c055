import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git } from './git.js';
import type { Repository } from './repository.js';

/** The mode of a submodule in a tree or an index. */
export const SUBMODULE = '160000';

export interface TreeEntry {
  mode: string;
  oid: string;
  path: string;
}

export interface Change {
  path: string;
  status: 'added' | 'modified' | 'deleted';
}

/** Stands for a file that isn't there, where entries are put over a tree. */
export const goneEntry = (tree: string, file: string): TreeEntry => ({
  mode: '0',
  // Of whichever length: it stands for no object.
  oid: tree.replaceAll(/./g, '0'),
  path: file,
});

/** The files of a tree (all, or those below `paths`), however deep. */
export async function listTree(repo: Repository, tree: string, paths: string[] = []): Promise<TreeEntry[]> {
  const literal = paths.length > 0 ? ['--', ...paths] : [];
  const out = await git(repo, ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', tree, ...literal]);
  return out
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
      return { mode, oid, path: line.slice(tab + 1) };
    });
}

/** What differs from tree `from` to tree `to`; a rename is a deletion and an addition. */
export async function diffTrees(repo: Repository, from: string, to: string): Promise<Change[]> {
  const how = ['-r', '-z', '--name-status', '--no-renames', '--ignore-submodules=none'];
  const out = await git(repo, ['diff-tree', ...how, from, to]);
  const fields = out.split('\0').filter(Boolean);
  const kinds: Record<string, Change['status']> = { A: 'added', D: 'deleted' };
  return fields.flatMap((status, at) =>
    at % 2 === 0 ? [{ path: fields[at + 1] ?? '', status: kinds[status] ?? 'modified' }] : [],
  );
}

/** `tree` with `put` written over it and `remove` taken out. */
export async function overlay(
  repo: Repository,
  tree: string,
  put: TreeEntry[],
  remove: string[] = [],
): Promise<string> {
  if (put.length === 0 && remove.length === 0) return tree;
  const entries = [...remove.map((file) => goneEntry(tree, file)), ...put];
  const lines = entries.map((entry) => `${entry.mode} ${entry.oid}\t${entry.path}\0`);
  return withIndex(async (index) => {
    await git(repo, ['read-tree', tree], { index });
    await git(repo, ['update-index', '-z', '--index-info'], { index, input: lines.join('') });
    return (await git(repo, ['write-tree'], { index })).trim();
  });
}

/** `tree` with `paths` as they are in `source`: files that aren't there are taken out. */
export async function withPathsFrom(repo: Repository, tree: string, source: string, paths: string[]): Promise<string> {
  if (paths.length === 0) return tree;
  const put = await listTree(repo, source, paths);
  const there = new Set(put.map((entry) => entry.path));
  return overlay(
    repo,
    tree,
    put,
    paths.filter((file) => !there.has(file)),
  );
}

/** Numbers, from 1, of the lines of a file that are new or changed from tree `from` to tree `to`. */
export async function changedLines(repo: Repository, from: string, to: string, file: string): Promise<Set<number>> {
  // As text, by git's own means: attributes and configuration could have it otherwise.
  const how = ['--unified=0', '--inter-hunk-context=0', '--text', '--no-color', '--no-ext-diff', '--no-textconv'];
  const range = ['--diff-algorithm=myers', from, to, '--', file];
  const out = await git(repo, ['--literal-pathspecs', 'diff-tree', '-p', ...how, ...range]);
  const hunks = [...out.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)];
  return new Set(
    hunks.flatMap(([, start, count = '1']) => Array.from({ length: Number(count) }, (_, n) => Number(start) + n)),
  );
}

/** A tree of trees: `{ 'task-001': { red: oid, green: oid } }`. */
export async function treeOfTrees(repo: Repository, trees: Record<string, Record<string, string>>): Promise<string> {
  const folders: Record<string, string> = {};
  for (const [name, members] of Object.entries(trees)) folders[name] = await makeTree(repo, members);
  return makeTree(repo, folders);
}

async function makeTree(repo: Repository, members: Record<string, string>): Promise<string> {
  const input = Object.entries(members).map(([name, oid]) => `040000 tree ${oid}\t${name}\0`);
  return (await git(repo, ['mktree', '-z'], { input: input.join('') })).trim();
}

async function withIndex<T>(use: (index: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'piv-index-'));
  try {
    return await use(path.join(folder, 'index'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
