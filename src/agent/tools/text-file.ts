import { readFile, readdir, stat } from 'node:fs/promises';

import { nearestNames } from './nearest.js';
import { resolvePath, type Place } from './paths.js';
import { listedFiles } from './ripgrep.js';
import { ToolRefusal } from './tool.js';

const MAX_BYTES = 10 * 1024 * 1024;
const SNIFFED_BYTES = 8_000;

/** The bytes of a text file. Refuses anything else and says what is there instead. */
export async function readText(dir: string, place: Place): Promise<Buffer> {
  const found = await stat(place.absolute).catch(notThere);
  if (found === undefined) throw await missing(dir, place.path);
  if (found.isDirectory()) throw await folder(place);
  if (!found.isFile()) throw new ToolRefusal(`${place.path} is neither a file nor a folder.`);
  if (found.size > MAX_BYTES) throw new ToolRefusal(`${place.path} has ${found.size} bytes: search it instead.`);
  const bytes = await readFile(place.absolute);
  if (bytes.subarray(0, SNIFFED_BYTES).includes(0)) {
    throw new ToolRefusal(`${place.path} is a binary file of ${bytes.length} bytes.`);
  }
  return bytes;
}

/** The place of something that has to exist. */
export async function resolveExisting(dir: string, path: string): Promise<Place> {
  const place = await resolvePath(dir, path);
  const found = await stat(place.absolute).catch(notThere);
  if (found === undefined) throw await missing(dir, place.path);
  if (!found.isFile() && !found.isDirectory()) throw new ToolRefusal(`${place.path} is neither a file nor a folder.`);
  return place;
}

async function missing(dir: string, path: string): Promise<ToolRefusal> {
  const near = nearestNames(path, await listedFiles(dir));
  const hint = near.length > 0 ? `the nearest names are ${near.join(', ')}.` : 'list_files shows what there is.';
  return new ToolRefusal(`There is no ${path}; ${hint}`);
}

async function folder(place: Place): Promise<ToolRefusal> {
  const entries = await readdir(place.absolute, { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted();
  const shown = names.slice(0, 50).join(', ') || 'nothing';
  const more = names.length > 50 ? ` and ${names.length - 50} more` : '';
  return new ToolRefusal(`${place.path} is a folder; it holds ${shown}${more}.`);
}

function notThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
