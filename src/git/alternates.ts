import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import type { Repository } from './repository.js';

/** The folders of objects that a repository borrows from others, and these from yet others: as `clone --shared` has it. */
export async function alternatesOf({ gitDir }: Pick<Repository, 'gitDir'>): Promise<string[]> {
  const found = new Set<string>();
  const from = async (objects: string): Promise<void> => {
    const listed = (await ifThere(readFile(path.join(objects, 'info', 'alternates'), 'utf8'))) ?? '';
    for (const line of listed.split('\n').filter((name) => name && !name.startsWith('#'))) {
      const folder = path.resolve(objects, unquoted(line));
      if (found.has(folder)) continue;
      found.add(folder);
      await from(folder);
    }
  };
  await from(path.join(gitDir, 'objects'));
  return [...found];
}

/** A name with odd characters is quoted as in C, which for these is as in JSON. */
const unquoted = (line: string): string => (line.startsWith('"') ? (JSON.parse(line) as string) : line);
