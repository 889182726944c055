import { posix } from 'node:path';
import { git } from './git.js';
import type { Repository } from './repository.js';
import { listTree } from './trees.js';

/** A file as a checkout would have it: `path` is where it is, once all symlinks on the way are followed. */
export interface TreeFile {
  path: string;
  text: string;
}

/** The files of a tree. Symlinks lead on, within the tree only. */
export interface TreeFiles {
  paths: string[];
  /** The text of a file; undefined where there is none, or no text. */
  read(file: string): Promise<TreeFile | undefined>;
}

const LINK = '120000';
const FILE = /^100/;
const MAX_LINKS = 10;

export async function treeFiles(repo: Repository, tree: string): Promise<TreeFiles> {
  const entries = new Map((await listTree(repo, tree)).map((entry) => [entry.path, entry]));
  const blob = (oid: string) => git(repo, ['cat-file', 'blob', oid]);

  async function follow(file: string, links = 0): Promise<TreeFile | undefined> {
    const parts = file.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      const at = parts.slice(0, length).join('/');
      const entry = entries.get(at);
      if (!entry) continue;
      if (entry.mode === LINK && links < MAX_LINKS) {
        const next = inTree(posix.dirname(at), [await blob(entry.oid), ...parts.slice(length)].join('/'));
        return next === undefined ? undefined : follow(next, links + 1);
      }
      if (length < parts.length || !FILE.test(entry.mode)) return undefined;
      const text = await blob(entry.oid);
      return text.includes('\0') ? undefined : { path: at, text };
    }
    return undefined;
  }

  return { paths: [...entries.keys()], read: (file) => follow(file) };
}

/** A path as a file in `folder` writes it, from the top of the tree; undefined where it leads out of that. */
export function inTree(folder: string, path: string): string | undefined {
  if (posix.isAbsolute(path) || path.startsWith('~')) return undefined;
  const found = posix.join(folder, path);
  return found === '..' || found.startsWith('../') ? undefined : found;
}
