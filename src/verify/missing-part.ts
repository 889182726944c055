import path from 'node:path';
import type { TestError } from '../types.js';
import { moduleStem } from './files.js';
import { repositoryFrames } from './frames.js';

/** What an import asked for and didn't get. */
export interface MissingPart {
  /** Path relative to the root, or the name of a package, as far as the message tells. */
  module: string;
  /** The export; without it the whole module is missing. */
  symbol?: string;
  /** The import doesn't say where it is from the file that it is in. */
  bare?: boolean;
}

const MODULE = [
  // Node's ESM loader, Vitest, Jest
  /Cannot find (?:module|package) '(?<module>[^']+)'(?: imported)? from '?(?<importer>[^'\n]+?)'?\.?$/m,
  // Node's CommonJS loader
  /Cannot find module '(?<module>[^']+)'\nRequire stack:\n- (?<importer>.+)/,
  // Vite
  /Failed to resolve import "(?<module>[^"]+)" from "(?<importer>[^"]+)"/,
  // Node and Jest, ESM
  /The requested module '(?<module>[^']+)' does not provide an export named '(?<symbol>[^']+)'/,
  // Node, an export of a CommonJS module
  /Named export '(?<symbol>[^']+)' not found\. The requested module '(?<module>[^']+)'/,
  // Jest, of what its settings map
  /Could not locate module (?<module>\S+) mapped as:/,
];
const PYTHON = [
  /No module named '(?<module>[^']+)'/,
  /cannot import name '(?<symbol>[^']+)' from (?:partially initialized module )?'(?<module>[^']+)'/,
];

/** Undefined when the error is about anything but a missing module or export. `file` is the test file it was seen in. */
export function missingPart(error: TestError, file: string): MissingPart | undefined {
  const js = firstMatch(MODULE, error.message);
  if (js?.['module']) {
    return partOf(js['importer'] ?? repositoryFrames(error)[0]?.file ?? file, js['module'], js['symbol']);
  }
  const python = firstMatch(PYTHON, error.message);
  return python?.['module'] ? partOf(file, python['module'].replaceAll('.', '/'), python['symbol']) : undefined;
}

/** What `importer` asked for in these words. */
export function partOf(importer: string, module: string, symbol?: string): MissingPart {
  const bare = !module.startsWith('.');
  const place = bare ? module : path.posix.join(path.posix.dirname(importer), module);
  return { module: place, bare, ...(symbol ? { symbol } : {}) };
}

/** What an alias of Jest, Vite, SvelteKit or tsconfig begins with: `@/`, `~lib/`, `$lib/`, `#app/`, `@app/`, `#`. */
const ALIAS = /^[@~#$][\w-]*\/|^#/;

/** Extensions and index files don't count; an alias or a Python package path may leave out leading folders. */
export function isPartOf(missing: MissingPart, plannedFiles: string[]): boolean {
  return plannedFiles.some((planned) =>
    planned.endsWith('.py') ? isPythonPart(missing, moduleStem(planned)) : isScriptPart(missing, moduleStem(planned)),
  );
}

const ends = (known: string, stem: string) => known === stem || known.endsWith(`/${stem}`);

/** A name of a package may be a module in it. */
function isPythonPart({ module, symbol }: MissingPart, known: string): boolean {
  const wanted = symbol === undefined ? [module] : [`${module}/${symbol}`];
  return ends(known, module) || wanted.some((stem) => ends(known, stem) || `/${known}`.includes(`/${stem}/`));
}

function isScriptPart({ module, bare }: MissingPart, known: string): boolean {
  const stem = moduleStem(module);
  if (ALIAS.test(module)) return ends(known, stem.slice(1)) || ends(known, stem.replace(ALIAS, ''));
  // By a setting like `baseUrl` a path is written from there, without its extension.
  const fromBase = bare === true && stem === module && stem.includes('/');
  return known === stem || (fromBase && ends(known, stem));
}

function firstMatch(patterns: RegExp[], message: string): Record<string, string | undefined> | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(message)?.groups;
    if (groups) return groups;
  }
  return undefined;
}
