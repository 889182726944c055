import { execFile } from 'node:child_process';
import { mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ifThere } from '../if-there.js';
import type { Worktree } from '../git/worktree.js';
import { makeFolder, removeInside } from '../inside.js';
import { foundAt, straight } from '../leads-to.js';
import { removeFolder } from '../writable.js';
import { copyFolder, keptOf } from './caches.js';
import { isIntact, readStamp, type Stamp } from './setup-stamp.js';

/**
 * What set-up has installed for the baseline, when no agent had written a line yet: worktrees with the same lock files
 * get a copy of it. Only where all that it made are installed packages; what it builds from the repository's own files
 * is made anew in each worktree.
 */

const INSTALLED = /(?:^|\/)(?:node_modules\/|\.?venv\/|\.yarn\/|[^/]+\.egg-info\/|\.pnp\.(?:cjs|loader\.mjs))$/;

export const isInstalled = (made: string) => INSTALLED.test(made);

interface Kept extends Stamp {
  /** The worktree that it was made in, and what names that: text files, and links. */
  dir: string;
  mentions: string[];
  links: string[];
}

const stampOf = (folder: string) => path.join(folder, 'stamp.json');
const filesOf = (folder: string) => path.join(folder, 'files');
const run = promisify(execFile);

/** The stamp is written last: without it there is nothing. */
export async function keepSetUp(worktree: Worktree, slug: string): Promise<void> {
  const { dir } = worktree;
  const folder = keptOf(worktree, slug);
  await removeFolder(folder);
  const stamp = await readStamp(worktree);
  if (!stamp || stamp.made.length === 0 || !stamp.made.every(isInstalled)) return;
  if (!isIntact(worktree, stamp)) return;
  const files = filesOf(folder);
  await mkdir(files, { recursive: true });
  for (const made of stamp.made) await copy(dir, files, made);
  const mentions = await names('grep', ['-rlIFZ', '-e', dir, '.'], files);
  const links = await names('find', ['.', '-type', 'l', '-lname', `${dir}/*`, '-print0'], files);
  await writeFile(stampOf(folder), JSON.stringify({ ...stamp, dir, mentions, links } satisfies Kept));
}

/**
 * Copies it to a worktree whose set-up is the same, but for what has a link or a file of the tree in its way: there is
 * no such package there. Gives what set-up is to have made.
 */
export async function takeSetUp(worktree: Worktree, slug: string, wanted: string): Promise<string[] | undefined> {
  const folder = keptOf(worktree, slug);
  const text = await ifThere(readFile(stampOf(folder), 'utf8'));
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
  if (kept?.wanted !== wanted) return undefined;
  for (const made of kept.made) await copy(filesOf(folder), worktree.dir, made);
  if (kept.dir !== worktree.dir) await moveIn(kept, worktree.dir);
  return kept.made;
}

/** A virtual environment of Python, and some links, name the folder that they were made in. */
async function moveIn({ dir, mentions, links }: Kept, to: string): Promise<void> {
  for (const mention of mentions) {
    const file = straight(to, mention);
    if (file === undefined || !foundAt(to, mention)?.isFile()) continue;
    // Byte for byte: what else is in it need not be UTF-8.
    const text = await readFile(file, 'latin1');
    await writeFile(
      file,
      text.replaceAll(bytes(dir), () => bytes(to)),
      'latin1',
    );
  }
  for (const link of links) {
    const file = straight(to, link);
    if (file === undefined || !foundAt(to, link)?.isSymbolicLink()) continue;
    const target = (await readlink(file)).replaceAll(dir, () => to);
    await rm(file);
    await symlink(target, file);
  }
}

/** A name as it stands in a file that is read byte for byte. */
const bytes = (name: string) => Buffer.from(name).toString('latin1');

/** In place of what is there. */
async function copy(from: string, to: string, made: string): Promise<void> {
  await removeInside(to, made);
  const folder = await makeFolder(to, path.dirname(made));
  const source = foundAt(from, made) && straight(from, made);
  if (folder && source) await copyFolder(source, path.join(folder, path.basename(made)));
}

/** What a search prints, each name ended by a zero; it ends with 1 where it finds nothing. */
async function names(program: string, args: string[], cwd: string): Promise<string[]> {
  const { stdout } = await run(program, args, {
    cwd,
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  }).catch((error: { code?: unknown; stdout?: string }) => {
    if (error.code === 1) return { stdout: error.stdout ?? '' };
    throw error;
  });
  return stdout.split('\0').filter(Boolean);
}
