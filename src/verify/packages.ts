import { existsSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { plainText } from '../inside.js';
import { leadsTo, led } from '../leads-to.js';

/** Package managers run a command in the folder of a package, which an option names by its path or its name. */

const OPTIONS: Record<string, RegExp> = {
  npm: /^(?:--prefix|-C|--workspace|-w)$/,
  pnpm: /^(?:--dir|-C|--filter|-F)$/,
  yarn: /^(?:--cwd|workspace)$/,
  go: /^-C$/,
  uv: /^--directory$/,
  poetry: /^(?:--directory|-C)$/,
};

/** The folder that a simple command does its work in, and its words without what names that. */
export function inPackage(words: string[], dir: string, root: string): { words: string[]; dir: string } {
  const option = OPTIONS[words[0] ?? ''];
  const at = option ? words.findIndex((word) => option.test(word.split('=')[0]!)) : -1;
  if (at < 0) return { words, dir };
  const inline = words[at]!.split('=')[1];
  const named = inline ?? words[at + 1] ?? '';
  const rest = words.toSpliced(at, inline === undefined ? 2 : 1);
  return { words: rest, dir: folderOf(named, dir, root) };
}

const NESTING = 4;

/** The folder that is named, seen from another one; the root where it is none in there. */
export function folderIn(root: string, from: string, named: string): string {
  return path.join(root, led(() => leadsTo(root, path.relative(root, path.resolve(from, named)))) ?? '');
}

function folderOf(named: string, dir: string, root: string): string {
  const folder = folderIn(root, dir, named);
  if (existsSync(folder)) return folder;
  const manifests = globSync('**/package.json', {
    cwd: dir,
    ignore: ['**/node_modules/**'],
    deep: NESTING,
    followSymbolicLinks: false,
  });
  const own = manifests.find((file) => nameIn(plainText(dir, file)) === named);
  return own ? path.join(dir, path.dirname(own)) : dir;
}

function nameIn(manifest: string): unknown {
  try {
    return (JSON.parse(manifest) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
