import { lstatSync, realpathSync, type Stats } from 'node:fs';
import path from 'node:path';
import { cutText } from './cut-text.js';

/** Where names lead in a folder that commands write to: one may have left a link at any place of a path. */

export type Astray = 'outside' | 'nowhere' | 'to itself' | 'through a file' | 'too long';

/** A name that leads to no place in the folder. */
export class LedAstray extends Error {
  constructor(
    name: string,
    readonly how: Astray,
  ) {
    super(`"${cutText(name, 200)}" leads ${how}`);
  }
}

/** The place, relative to the folder and without links; '' is the folder. What isn't there yet stays as it is named. */
export const leadsTo = (root: string, name: string): string => walk(root, name, true);

/** The same of what may itself be a link. */
export const lies = (root: string, name: string): string => walk(root, name, false);

/** What the name says, as long as only folders are on the way to it; undefined where a link or a file is. */
export function straight(root: string, name: string): string | undefined {
  const plain = partsOf(name).join('/');
  return led(() => lies(root, name)) === plain ? path.join(root, plain) : undefined;
}

/** What is there, a link itself included; undefined where nothing is, or a link on the way. */
export function foundAt(root: string, name: string): Stats | undefined {
  const place = straight(root, name);
  return place === undefined ? undefined : lookAt(place, name);
}

/** Undefined where it leads astray. */
export function led<T>(way: () => T): T | undefined {
  try {
    return way();
  } catch (error) {
    if (error instanceof LedAstray) return undefined;
    throw error;
  }
}

const partsOf = (name: string) =>
  path.posix
    .normalize(name)
    .split('/')
    .filter((part) => part !== '' && part !== '.');

function walk(root: string, name: string, toTheEnd: boolean): string {
  const top = realpathSync(root);
  const parts = partsOf(name);
  let at = top;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const next = path.join(at, part);
    const found = part === '..' ? undefined : lookAt(next, name);
    const isLink = found?.isSymbolicLink() ?? false;
    if (found && !isLast && !isLink && !found.isDirectory()) throw new LedAstray(name, 'through a file');
    at = isLink && (toTheEnd || !isLast) ? behind(next, name) : next;
    if (at !== top && !at.startsWith(top + path.sep)) throw new LedAstray(name, 'outside');
    if (!found) return path.relative(top, path.join(at, ...parts.slice(index + 1)));
  }
  return path.relative(top, at);
}

function lookAt(place: string, name: string): Stats | undefined {
  try {
    return lstatSync(place, { throwIfNoEntry: false });
  } catch (error) {
    throw astray(error, name);
  }
}

function behind(link: string, name: string): string {
  try {
    return realpathSync(link);
  } catch (error) {
    throw astray(error, name);
  }
}

const HOW: Record<string, Astray> = {
  ENOENT: 'nowhere',
  ELOOP: 'to itself',
  ENOTDIR: 'through a file',
  ENAMETOOLONG: 'too long',
};

function astray(error: unknown, name: string): unknown {
  const how = HOW[(error as NodeJS.ErrnoException).code ?? ''];
  return how ? new LedAstray(name, how) : error;
}
