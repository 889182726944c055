import path from 'node:path';
import { entriesOf, isInside, plainText } from '../../inside.js';

/** Where the modules are that a file of Rust names: as paths of their files, without ends; a crate's root is its folder. */

/** By the name of a crate of the repository its root: `src/lib.rs`. */
export type Crates = Map<string, string>;

export interface RustNames {
  /** The innermost module on the way to what a path names (`texts::words::split`); undefined outside the repository. */
  module(name: string): string | undefined;
  /** Those that everything is imported from. */
  globs(): string[];
  /** Those that what a line of code names was imported from. */
  usedIn(line: string): string[];
  /** Those that declare a type. */
  declares(type: string): string[];
}

interface Where {
  file: string;
  /** The root of the crate that the file is compiled in. */
  source: string;
  dir: string;
  crates: Crates;
}

const { posix } = path;
const DEPTH = 8;

export function rustNames(text: string, { file, source, dir, crates }: Where): RustNames {
  const imports = usesIn(text);
  const isThere = (stem: string) => ['.rs', '/mod.rs'].some((end) => isInside(dir, `${stem}${end}`));
  const own = file === source ? posix.dirname(source) : file.replace(/(?:\/mod)?\.rs$/, '');
  const roots = new Map([...crates].map(([name, root]) => [name, posix.dirname(root)]));
  roots.set('crate', posix.dirname(source)).set('self', own).set('super', posix.dirname(own));
  const walk = (name: string, depth = 0): string | undefined => {
    const [first = '', ...rest] = name.split('::').filter(Boolean);
    const root = roots.get(first);
    const alias = imports.find(({ as }) => as === first && depth < DEPTH)?.name;
    if (root === undefined) return alias ? walk([alias, ...rest].join('::'), depth + 1) : undefined;
    return rest.slice(0, -1).reduce((place, part) => {
      const inner = posix.join(place, part);
      return isThere(inner) ? inner : place;
    }, root);
  };
  const known = (names: string[]) => [...new Set(names.flatMap((name) => walk(name) ?? []))];
  return {
    module: walk,
    globs: () => known(imports.filter(({ as }) => as === '*').map(({ name }) => name)),
    usedIn: (line) => {
      const words = new Set(line.match(/\w+/g));
      return known(imports.filter(({ as }) => words.has(as)).map(({ name }) => name));
    },
    declares: (type) => [...new Set(roots.values())].flatMap((root) => declaring(dir, root, type, DEPTH)),
  };
}

/** What `use` brings, by the name it has here; `*` for all of a module. */
function usesIn(text: string): { name: string; as: string }[] {
  const uses = [...text.matchAll(/^\s*(?:pub\s+)?use\s+([^;]+);/gm)].map(([, tree]) => tree!.replaceAll(/\s+/g, ' '));
  return uses.flatMap((tree) => leaves('', tree));
}

function leaves(prefix: string, tree: string): { name: string; as: string }[] {
  const group = /^([\w:]*?)(?:::)?\{(.*)\}$/.exec(tree.trim());
  if (group) return parts(group[2]!).flatMap((part) => leaves(joined(prefix, group[1]!), part));
  const [name = '', as] = tree.trim().split(' as ');
  const whole = name === 'self' ? prefix : joined(prefix, name);
  return whole ? [{ name: whole, as: as ?? whole.split('::').at(-1)! }] : [];
}

const joined = (prefix: string, name: string) => [prefix, name].filter(Boolean).join('::');

/** At the commas that are in no braces. */
const parts = (list: string) =>
  (list.match(/(?:[^,{}]|\{(?:[^{}]|\{[^{}]*\})*\})+/g) ?? []).filter((part) => part.trim() !== '');

function declaring(dir: string, folder: string, type: string, depth: number): string[] {
  const declared = new RegExp(`\\b(?:struct|enum|union|trait|type)\\s+${type}\\b`);
  return entriesOf(dir, folder).flatMap((entry) => {
    const file = posix.join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? declaring(dir, file, type, depth - 1) : [];
    return file.endsWith('.rs') && declared.test(plainText(dir, file)) ? [file.replace(/(?:\/mod)?\.rs$/, '')] : [];
  });
}
