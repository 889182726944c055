import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { git, GitFailure, gitOr } from './git.js';
import { fileAt, treeOf, type Repository } from './repository.js';
import { makeStandIn } from './stand-in.js';
import { standInOf, type GitFiles } from './where.js';

export interface Conflict {
  /** The merge as far as it goes, with git's marks in the files where both sides have changed the same lines. */
  tree: string;
  conflicts: string[];
  /** What git says of those that have no marks: files that one side has deleted, renamed, or that hold no text. */
  words: string[];
}

export type Merge = { tree: string } | Conflict;

/**
 * The tree of `tip` with what `work` (a commit on an older tip) changed, as the attributes of `tip` have files merged:
 * no driver and no other setting of the repository's has a say. Nothing is touched.
 */
export async function mergeTrees(repo: Repository, tip: string, work: string, workBase?: string): Promise<Merge> {
  if (tip === workBase) return { tree: await treeOf(repo, work) };
  return withAttributes(repo, tip, async (files) => {
    try {
      const clean = await git(files, ['merge-tree', '--write-tree', '--messages', '-z', tip, work]);
      return { tree: clean.split('\0')[0] ?? '' };
    } catch (error) {
      const conflict = error instanceof GitFailure && error.exitCode === 1 && conflictIn(error.output);
      if (!conflict) throw error;
      const sided = (text: string) => text.replaceAll(tip, 'what landed').replaceAll(work, 'your work');
      return { ...conflict, words: conflict.words.map(sided) };
    }
  });
}

/** Git reads them from files: none but these are there. */
async function withAttributes<T>(repo: Repository, commit: string, work: (files: GitFiles) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'piv-merge-'));
  const dir = path.join(folder, 'files');
  const files = { repo, dir, gitDir: standInOf(dir) };
  try {
    await mkdir(dir);
    await makeStandIn(repo, dir);
    // Where the history of a shallow clone begins.
    const shallow = path.join(repo.gitDir, 'shallow');
    if (existsSync(shallow)) await copyFile(shallow, path.join(files.gitDir, 'shallow'));
    await gitOr(files, ['checkout', commit, '--', ':(glob)**/.gitattributes'], [1]);
    return await work(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of `<tree> (<mode> <blob> <stage>\t<path>)* "" (<count> <path>* <kind> <message>)*`, each ended by a NUL. */
function conflictIn(output: string): Conflict | undefined {
  const [info, told] = halves(output, '\0\0');
  const [first = '', ...entries] = info.split('\0').filter(Boolean);
  // What git prints to stderr comes first.
  const tree = /[0-9a-f]{40,64}$/.exec(first)?.[0];
  if (!tree) return undefined;
  const conflicts = new Set(entries.map((entry) => entry.slice(entry.indexOf('\t') + 1)));
  return { tree, conflicts: [...conflicts], words: wordsIn(told.split('\0')) };
}

function wordsIn(fields: string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const [kind = '', message = ''] = fields.slice(at + Number(fields[at]) + 1);
    if (kind.startsWith('CONFLICT') && kind !== 'CONFLICT (contents)') words.push(message.trim());
    at += Number(fields[at]) + 3;
  }
  return words;
}

function halves(text: string, between: string): [string, string] {
  const at = text.indexOf(between);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + between.length)];
}

const MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?=\s|$)/;

/** What is left in `tree` of the conflicts between two commits: the files, each with the reason. */
export async function unmended(repo: Repository, tip: string, work: string, tree: string): Promise<string[]> {
  const merge = await mergeTrees(repo, tip, work);
  if (!('conflicts' in merge)) return [];
  const left: string[] = [];
  for (const file of merge.conflicts) {
    const [now, ...sides] = await Promise.all([tree, tip, work].map((of) => fileAt(repo, of, file)));
    if (now === undefined) continue;
    if (sides.every((side) => side === undefined)) left.push(`${file} (neither side has a file of that name)`);
    const known = new Set(sides.flatMap((side) => side?.split('\n') ?? []));
    const mark = now.split('\n').findIndex((line) => MARK.test(line) && !known.has(line));
    if (mark >= 0) left.push(`${file}:${mark + 1} (a conflict mark)`);
  }
  return left;
}
