import path from 'node:path';
import type { Compiler, Context } from './compilers.js';

/** What is wrong with a test whatever the task is to make. */
const OWN_MISTAKE = [
  /declared and not used|imported (?:as \w+ )?and not used|redeclared in this block|label \w+ defined and not used/,
  /^(?:syntax error|expected |invalid character|missing return|no new variables on left side)/,
  /(?:literal|comment) not terminated|newline in string|has malformed name|import cycle|should have signature/,
];
/** It stops after ten, and says so. */
const CUT = 'too many errors';

const MISSING_PACKAGE = [
  /no required module provides package (?<path>[^\s;]+)/,
  /package (?<path>\S+) is not in std/,
  /cannot find package "?(?<path>[^\s"]+)/,
  /(?<path>\S+): no non-test Go files in /,
];
/** A name, with the package or the variable that it was looked for in. */
const NAMES = [
  /^undefined: (?:(?<of>\w+)\.)?\w+$/,
  /(?:not enough|too many) arguments in call to (?:(?<variable>\w+)\.)?\w+/,
  /^assignment mismatch: .*? but (?:(?<variable>\w+)\.)?\w+\(?.* returns/,
];
const TYPES = [
  /undefined \(type (?<type>.+) has no field or method \w+/,
  /^unknown field \w+ in struct literal of type (?<type>.+)$/,
];

export const goBuild: Compiler = {
  knows: ({ name }, file) => name === 'BuildError' && file.endsWith('.go'),
  strange: ({ message }, file, context) => {
    const near = packagesNear(file, context);
    return message.split('\n').find((line) => line !== CUT && !isAboutTask(line, near));
  },
};

function isAboutTask(line: string, near: Packages): boolean {
  if (OWN_MISTAKE.some((pattern) => pattern.test(line))) return false;
  const missing = match(MISSING_PACKAGE, line)?.['path'];
  if (missing) return near.isPlanned(missing);
  const name = match(NAMES, line);
  const type = match(TYPES, line)?.['type'];
  if (name?.['of']) return near.isPlannedName(name['of']);
  // What is called may be a method of a variable, of which no more is said.
  if (name?.['variable']) return near.isImported(name['variable']) ? near.isPlannedName(name['variable']) : near.any;
  if (name) return near.own;
  if (type === undefined) return near.any;
  const packages = [...type.matchAll(/\b(\w+)\.[A-Za-z]/g)].map(([, found]) => found!);
  return packages.length === 0 ? near.own : packages.some((found) => near.isPlannedName(found));
}

function match(patterns: RegExp[], line: string): Record<string, string | undefined> | undefined {
  for (const pattern of patterns) {
    const groups = pattern.exec(line)?.groups;
    if (groups) return groups;
  }
  return undefined;
}

interface Packages {
  /** The task makes something in the test's own package: of that it knows bare names. */
  own: boolean;
  /** The task makes something that the test knows. */
  any: boolean;
  isPlanned: (path: string) => boolean;
  isImported: (name: string) => boolean;
  isPlannedName: (name: string) => boolean;
}

function packagesNear(file: string, { plannedFiles, textOf }: Context): Packages {
  const folders = plannedFiles
    .filter((planned) => planned.endsWith('.go'))
    .map((planned) => path.posix.dirname(planned));
  const folder = path.posix.dirname(file);
  const text = textOf?.(file) ?? '';
  const imports = importsIn(text);
  const module = moduleAbove(folder, textOf);
  const isPlanned = (wanted: string) => {
    const inside =
      module &&
      (wanted === module.name ? '' : wanted.startsWith(`${module.name}/`) && wanted.slice(module.name.length + 1));
    if (typeof inside === 'string') return folders.includes(path.posix.join(module!.folder, inside));
    return folders.some((known) => `/${wanted}`.endsWith(`/${known}`));
  };
  const byName = (name: string) => imports.filter((one) => one.name === name);
  const isPlannedName = (name: string) => {
    const named = byName(name);
    if (named.length > 0) return named.some((one) => isPlanned(one.path));
    // A package may have another name than its folder, or come with a value that the test was given.
    return (
      folders.some((known) => path.posix.basename(known) === name) ||
      imports.some((one) => one.own && isPlanned(one.path))
    );
  };
  const outside = /^package \w+_test\b/m.test(text);
  const helps = plannedFiles.some(
    (planned) => planned !== file && planned.endsWith('_test.go') && path.posix.dirname(planned) === folder,
  );
  const own = folders.includes(folder) && (!outside || helps);
  return {
    own,
    any: text === '' ? folders.length > 0 : own || imports.some((one) => isPlanned(one.path)),
    isPlanned,
    isImported: (name) => byName(name).length > 0 || (text === '' && isPlannedName(name)),
    isPlannedName,
  };
}

interface Import {
  /** As the test writes it. */
  name: string;
  path: string;
  /** Nobody gave it the name: it may be another one than the path's last part. */
  own: boolean;
}

function importsIn(text: string): Import[] {
  const block = [...text.matchAll(/^import\s*\(([^)]*)\)/gm)].map(([, lines]) => lines).join('\n');
  const single = [...text.matchAll(/^import\s+((?:\w+\s+)?"[^"]+")/gm)].map(([, line]) => line).join('\n');
  return [...`${block}\n${single}`.matchAll(/^\s*(?:(?<alias>[\w.]+)\s+)?"(?<path>[^"]+)"/gm)].map(({ groups }) => {
    const { alias, path: imported = '' } = groups ?? {};
    return {
      name: alias ?? path.posix.basename(imported.replace(/\/v\d+$/, '')),
      path: imported,
      own: alias === undefined,
    };
  });
}

function moduleAbove(folder: string, textOf: Context['textOf']): { name: string; folder: string } | undefined {
  const name = /^module\s+"?([^\s"]+)/m.exec(textOf?.(path.posix.join(folder, 'go.mod')) ?? '')?.[1];
  if (name) return { name, folder };
  return folder === '.' ? undefined : moduleAbove(path.posix.dirname(folder), textOf);
}
