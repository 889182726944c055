import path from 'node:path';
import type { TestError } from '../types.js';

/** What the compiler of a Go test asks for: a package by its import path or name, or a name of the test's own package. */
interface Wanted {
  path?: string;
  package?: string;
}

const PACKAGE = [
  /no required module provides package (?<path>[^\s;]+)/,
  /package (?<path>\S+) is not in std/,
  /cannot find package "?(?<path>[^\s"]+)/,
];
const NAME = [
  /^undefined: (?:(?<package>\w+)\.)?\w+$/,
  /undefined \(type \*?(?:(?<package>\w+)\.)?\w+ has no field or method \w+/,
  /(?:not enough|too many) arguments in call to (?:(?<package>\w+)\.)?\w+/,
  /unknown field \w+ in struct literal of type \*?(?:(?<package>\w+)\.)?\w+/,
  /assignment mismatch: .*? but (?:(?<package>\w+)\.)?\w+\(?.* returns/,
];

/** The first of the compiler's errors that isn't about what the task is to build. */
export function strangeBuildError({ message }: TestError, file: string, plannedFiles: string[]): string | undefined {
  return message.split('\n').find((line) => {
    const wanted = wantedIn(line);
    return !wanted || !isPlanned(wanted, path.posix.dirname(file), plannedFiles);
  });
}

function wantedIn(line: string): Wanted | undefined {
  for (const pattern of [...PACKAGE, ...NAME]) {
    const found = pattern.exec(line);
    if (found) return { ...found.groups };
  }
  return undefined;
}

function isPlanned(wanted: Wanted, own: string, plannedFiles: string[]): boolean {
  const folders = plannedFiles.filter((file) => file.endsWith('.go')).map((file) => path.posix.dirname(file));
  if (wanted.path) return folders.some((folder) => `/${wanted.path}`.endsWith(`/${folder}`));
  if (wanted.package) return folders.some((folder) => path.posix.basename(folder) === wanted.package);
  return folders.includes(own);
}
