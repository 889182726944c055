import { posix } from 'node:path';
import { inTree, type TreeFile, type TreeFiles } from '../git/tree-files.js';

/** What a repository says to agents, by the files that they look for. */

/** Of a folder, the first one that is there. */
const OF_FOLDER = ['AGENTS.md', 'CLAUDE.md'];
const OF_ROOT = ['.github/copilot-instructions.md'];
const RULES = /^\.cursor\/rules\/.+\.mdc?$/;
const MAX_IMPORTS = 5;

/** Those that hold for all work, each with what it imports; no file twice. */
export async function rootInstructions(files: TreeFiles): Promise<TreeFile[]> {
  const told = new Map<string, TreeFile>();
  await addFirst(files, '.', told);
  const rules = files.paths.filter((path) => RULES.test(path)).toSorted();
  for (const file of [...OF_ROOT, ...rules]) await add(files, file, told);
  return [...told.values()];
}

/** Those of the folders around these paths, outer ones first, without what is in `known`. */
export async function folderInstructions(
  files: TreeFiles,
  touched: string[],
  known: TreeFile[] = [],
): Promise<TreeFile[]> {
  const told = new Map(known.map((file) => [file.path, file]));
  const folders = new Set(touched.flatMap(foldersAround));
  for (const folder of [...folders].toSorted()) await addFirst(files, folder, told);
  return [...told.values()].slice(known.length);
}

/** Paths of all instructions that hold in a folder only. */
export const instructionsBelow = (files: TreeFiles): string[] =>
  files.paths.filter((path) => path.includes('/') && OF_FOLDER.includes(posix.basename(path)));

/** From the outermost one on; the top is none of them. */
function foldersAround(path: string): string[] {
  const parts = posix.normalize(path).split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

async function addFirst(files: TreeFiles, folder: string, told: Map<string, TreeFile>): Promise<void> {
  for (const name of OF_FOLDER) if (await add(files, posix.join(folder, name), told)) return;
}

/** False where there is no such file. */
async function add(files: TreeFiles, file: string, told: Map<string, TreeFile>, depth = 0): Promise<boolean> {
  const found = await files.read(file);
  if (!found || found.text.trim() === '') return false;
  if (told.has(found.path)) return true;
  told.set(found.path, found);
  if (depth === MAX_IMPORTS) return true;
  for (const path of importsIn(found.text)) {
    const imported = inTree(posix.dirname(found.path), path);
    if (imported !== undefined) await add(files, imported, told, depth + 1);
  }
  return true;
}

/** `@docs/style.md` at the start of a word, outside of code. Most words with an "@" are none: they name no file. */
function importsIn(text: string): string[] {
  const prose = text.replaceAll(/^(```|~~~)[^]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const words = [...prose.matchAll(/(?<=^|[\s(])@([\w./-]*\w)/gm)];
  return words.map(([, path]) => path!);
}
