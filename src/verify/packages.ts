import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';

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
export function inPackage(words: string[], dir: string): { words: string[]; dir: string } {
  const option = OPTIONS[words[0] ?? ''];
  const at = option ? words.findIndex((word) => option.test(word.split('=')[0]!)) : -1;
  if (at < 0) return { words, dir };
  const inline = words[at]!.split('=')[1];
  const named = inline ?? words[at + 1] ?? '';
  const rest = words.toSpliced(at, inline === undefined ? 2 : 1);
  return { words: rest, dir: folderOf(named, dir) };
}

const NESTING = 4;

function folderOf(named: string, dir: string): string {
  const folder = path.resolve(dir, named);
  if (existsSync(folder)) return folder;
  const manifests = globSync('**/package.json', {
    cwd: dir,
    ignore: ['**/node_modules/**'],
    deep: NESTING,
    followSymbolicLinks: false,
  });
  const own = manifests.find((file) => nameIn(path.join(dir, file)) === named);
  return own ? path.join(dir, path.dirname(own)) : dir;
}

function nameIn(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
