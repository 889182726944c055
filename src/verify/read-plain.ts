import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The text of a file that a command has written, or nothing: where it put a link, a pipe or a device in its place, or
 * more than a report can have, the worker neither follows nor waits.
 */
export async function readPlain(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      return found.isFile() && found.size <= MAX_BYTES ? await handle.readFile('utf8') : '';
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
