import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** All that a folder holds: modes, when each was changed, and texts. */
export async function held(folder: string): Promise<string[]> {
  const names = ['.', ...(await readdir(folder, { recursive: true }))].toSorted();
  const looking = names.map(async (name) => {
    const { mode, mtimeMs, ctimeMs } = await stat(path.join(folder, name));
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => 'a folder');
    return [name, mode, mtimeMs, ctimeMs, text].join(' ');
  });
  return Promise.all(looking);
}
