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
}

const MODULE = [
  // Node's ESM loader, Vitest, Jest
  /Cannot find (?:module|package) '(?<module>[^']+)'(?: imported)? from '?(?<importer>[^'\n]+?)'?$/m,
  // Node's CommonJS loader
  /Cannot find module '(?<module>[^']+)'\nRequire stack:\n- (?<importer>.+)/,
  // Vite
  /Failed to resolve import "(?<module>[^"]+)" from "(?<importer>[^"]+)"/,
  // Node and Jest, ESM
  /The requested module '(?<module>[^']+)' does not provide an export named '(?<symbol>[^']+)'/,
  // Node, an export of a CommonJS module
  /Named export '(?<symbol>[^']+)' not found\. The requested module '(?<module>[^']+)'/,
  // TypeScript
  /(?<importer>[^\s:(]+)[(:]\d+[,:]\d+\)?(?: -|:) error TS2307: Cannot find module '(?<module>[^']+)'/,
  /(?<importer>[^\s:(]+)[(:]\d+[,:]\d+\)?(?: -|:) error TS2305: Module '"(?<module>[^"]+)"' has no exported member '(?<symbol>[^']+)'/,
];
const PYTHON = [/No module named '(?<module>[^']+)'/, /cannot import name '(?<symbol>[^']+)' from '(?<module>[^']+)'/];

/** Undefined when the error is about anything but a missing module or export. `file` is the test file it was seen in. */
export function missingPart(error: TestError, file: string): MissingPart | undefined {
  const js = firstMatch(MODULE, error.message);
  if (js?.['module']) {
    const importer = js['importer'] ?? repositoryFrames(error)[0]?.file ?? file;
    return part(resolveFrom(importer, js['module']), js['symbol']);
  }
  const python = firstMatch(PYTHON, error.message);
  return python?.['module'] ? part(python['module'].replaceAll('.', '/'), python['symbol']) : undefined;
}

/** Extensions and index files don't count; an alias or a Python package path may leave out leading folders. */
export function isPartOf(missing: MissingPart, plannedFiles: string[]): boolean {
  const alias = /^(?:[@~]\/|#)(.+)$/.exec(missing.module)?.[1];
  const stem = moduleStem(alias ?? missing.module);
  return plannedFiles.some((planned) => {
    const known = moduleStem(planned);
    const python = planned.endsWith('.py');
    if (python && known.startsWith(`${stem}/`) && !missing.symbol) return true;
    return known === stem || ((python || alias !== undefined) && known.endsWith(`/${stem}`));
  });
}

function firstMatch(patterns: RegExp[], message: string): Record<string, string | undefined> | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(message)?.groups;
    if (groups) return groups;
  }
  return undefined;
}

function part(module: string, symbol: string | undefined): MissingPart {
  return symbol ? { module, symbol } : { module };
}

function resolveFrom(importer: string, module: string): string {
  return module.startsWith('.') ? path.posix.join(path.posix.dirname(importer), module) : module;
}
