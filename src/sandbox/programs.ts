import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { isSecret } from './masks.js';
import { contains, real, statOf } from './paths.js';

/**
 * What programs of a PATH are made of, where that is hidden: the installations that its folders belong to, and those
 * that links in them lead to. A checkout is none, though it may be on the PATH.
 */

/** Folders that hold nothing but a toolchain, wherever they are. */
const NAMED =
  /^(.*?\/(?:\.(?:asdf|bun|deno|dotnet|fnm|ghcup|goenv|jabba|jenv|juliaup|linuxbrew|nodenv|nvm|opam|phpenv|pixi|plenv|proto|pyenv|rbenv|rubies|rustup|rvm|rye|sdkman|swiftly|tfenv|volta)|\.local\/share\/(?:fnm|mise|pipx|pnpm|swiftly|uv)|flutter|Android\/Sdk))(?=\/|$)/;
const PACKAGES = /^(.*?\/node_modules)(?=\/|$)/;
const CARGO = /^(.*)\/\.cargo\/bin$/;
/** Beside a `bin`, they say that the folder around both is an installation: a JDK, Go, Node, a virtual environment. */
const BESIDE_BIN = ['lib', 'lib64', 'libexec', 'pkg', 'pyvenv.cfg'];
/** Of links that lead to links. */
const DEPTH = 4;

const known = new Map<string, { changed: string; found: string[] }>();

/**
 * Folders and files that the programs of `searchPath` are of, below the folders `hidden`. Looked for anew when one of
 * the search path has changed only: a turn is hot.
 */
export function programPlaces(searchPath: string[], hidden: string[]): string[] {
  const folders = [...new Set(searchPath)];
  const key = JSON.stringify([folders, hidden]);
  const changed = folders.map((folder) => statOf(folder)?.mtimeMs).join(' ');
  const before = known.get(key);
  if (before?.changed === changed) return before.found;
  const found = find(folders, hidden);
  known.set(key, { changed, found });
  return found;
}

function find(searchPath: string[], hidden: string[]): string[] {
  const isHidden = (entry: string) => hidden.some((place) => contains(place, entry));
  const found = new Set<string>();
  let folders = searchPath.filter((folder) => existsSync(folder)).map(real);
  let entries = folders;
  for (let depth = 0; depth < DEPTH; depth += 1) {
    for (const root of entries.filter(isHidden).flatMap((entry) => rootsOf(entry, hidden))) found.add(root);
    entries = [...new Set(folders.flatMap(targetsIn))].filter(isHidden);
    folders = entries.map((target) => path.dirname(target));
  }
  return [...found].filter((root) => !isSecret(root));
}

/** Of a folder of programs, or of one program. */
function rootsOf(entry: string, hidden: string[]): string[] {
  const named = (NAMED.exec(entry) ?? PACKAGES.exec(entry))?.[1];
  if (named) return [named];
  const cargo = CARGO.exec(entry)?.[1];
  if (cargo) return [entry, path.join(cargo, '.rustup')].filter((place) => existsSync(place));
  const bin = path.basename(entry) === 'bin' ? entry : path.dirname(entry);
  const prefix = path.dirname(bin);
  if (path.basename(bin) === 'bin' && isInstallation(prefix, hidden)) return [prefix];
  return isTooMuch(entry, hidden) ? [] : [entry];
}

const isInstallation = (folder: string, hidden: string[]) =>
  !isTooMuch(folder, hidden) && BESIDE_BIN.some((name) => existsSync(path.join(folder, name)));

/** A home, the folder of all of them, a checkout, or what programs of all kinds keep their data in: no toolchain. */
export const isTooMuch = (folder: string, hidden: string[]) =>
  hidden.some((place) => contains(folder, place)) ||
  ['/home', '/Users'].includes(path.dirname(folder)) ||
  path.basename(folder) === '.local' ||
  existsSync(path.join(folder, '.git'));

/** The files that links in a folder lead to. */
function targetsIn(folder: string): string[] {
  try {
    const links = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    return [...new Set(links.map((link) => real(path.join(folder, link.name))))].filter((target) =>
      statOf(target)?.isFile(),
    );
  } catch {
    return [];
  }
}
