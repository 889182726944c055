import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, posix } from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { ifThere } from '../if-there.js';
import { fileAt, type Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { CONFIG_FILE, parseConfig } from '../repository-config.js';
import { notReadable } from '../sandbox/readable.js';
import type { Commands, Stated } from '../types.js';
import { commandsIn } from '../verify/command-line.js';
import { lookAtManifests } from '../verify/manifests.js';

/** What a tree's piv.config.yaml states. Throws InvalidInput where that can't be read. */
export async function statedAt(repo: Repository, tree: string): Promise<Stated | undefined> {
  const text = await fileAt(repo, tree, CONFIG_FILE);
  return text === undefined ? undefined : parseConfig(text);
}

/** What a person has written into the checkout, and not committed: it holds nowhere, so that is said. */
export async function notCommitted(repo: Repository, text: string | undefined): Promise<string | undefined> {
  if (repo.clone) return undefined;
  const here = await ifThere(readFile(posix.join(repo.root, CONFIG_FILE), 'utf8'));
  if (here !== undefined && here !== text) {
    return `${CONFIG_FILE} of ${repo.root} is not the one that was read, which is committed: commit it, then piv retry reads it`;
  }
  const [other] = ['piv.config.yml', '.piv.config.yaml'].filter((name) => existsSync(posix.join(repo.root, name)));
  return other && text === undefined ? `${other} is not read: its name has to be ${CONFIG_FILE}` : undefined;
}

const MANIFEST = /^(?<folder>.+)\/(?:package\.json|pyproject\.toml|setup\.cfg|requirements\.txt|go\.mod)$/;
const NO_PACKAGE = /(?:^|\/)(?:node_modules|vendor|testdata|fixtures?|\.[^/]*)(?:\/|$)/;
const MAX_PACKAGES = 20;
/** One at the top is for all packages. */
const SHARED_LOCKS = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/** What the manifest files of a tree say of its commands: a list a stack, and a package. */
export async function manifestCommands(repo: Repository, tree: string): Promise<Commands[]> {
  const files = (await listTree(repo, tree)).map((entry) => entry.path);
  const namesIn = (folder: string) =>
    files.filter((file) => posix.dirname(file) === (folder || '.')).map((file) => posix.basename(file));
  const lookIn = (folder: string, names: string[]) =>
    lookAtManifests(names, (file) => fileAt(repo, tree, posix.join(folder, file)));

  const top = namesIn('');
  const locks = top.filter((name) => SHARED_LOCKS.includes(name));
  const manifests = files.flatMap((file) => MANIFEST.exec(file)?.groups?.['folder'] ?? []);
  const folders = [...new Set(manifests)].filter((folder) => !NO_PACKAGE.test(folder)).slice(0, MAX_PACKAGES);
  const found = await lookIn('', top);
  for (const folder of folders) {
    const own = namesIn(folder);
    const lists = await lookIn(folder, [...own, ...locks.filter((lock) => !own.includes(lock))]);
    found.push(...lists.map((commands) => ofPackage(folder, own, commands)));
  }
  return found;
}

/** Set-up by the lock at the top is the root's. */
function ofPackage(folder: string, own: string[], { setup, ...commands }: Commands): Commands {
  const all = setup && own.includes(setup.source) ? { setup, ...commands } : commands;
  const moved = Object.entries(commandsIn(folder, all));
  return Object.fromEntries(
    moved.map(([name, found]) => [name, { ...found, source: posix.join(folder, found.source) }]),
  );
}

/** Names of the worker's environment that a person has to let commands have. */
export function refuseUnpassed({ env }: Stated = { commands: {} }, passed: string[] = []): void {
  const lacks = (env?.pass ?? []).filter((name) => !passed.includes(name));
  if (lacks.length === 0) return;
  throw new PivError(
    FAILURES.invalidInput,
    `repo: ${CONFIG_FILE} says that commands need ${lacks.join(', ')} of the worker's environment, which a person has to ` +
      `allow: start or retry with --env ${[...passed, ...lacks].join(',')}, or take it out of ${CONFIG_FILE}`,
  );
}

/** Without it its tests would fail, and nobody would say why. */
export function refuseUnreadable(needed: string[], allowed: string[]): void {
  const lacks = notReadable(needed, allowed);
  if (lacks.length === 0) return;
  throw new PivError(
    FAILURES.invalidInput,
    `repo: ${CONFIG_FILE} says that commands have to read ${lacks.join(', ')}, which a person has to allow: start the worker with ` +
      `PIV_READABLE=${[...allowed, ...lacks].join(delimiter)}, or take it out of ${CONFIG_FILE}`,
  );
}
