import { readPlain } from '../inside.js';

/** Of all reports of one run together. */
const MOST_FILES = 10_000;
const MOST_MB = 128;

/** More than is read: the worker has other things to hold in its memory. */
export class TooMuch extends Error {}

/** What stands in these files of a folder, one after the other, without those that have nothing. */
export function readReports(folder: string, names: string[]): string[] {
  if (names.length > MOST_FILES) {
    throw new TooMuch(`it has ${names.length} files as reports; up to ${MOST_FILES} are read`);
  }
  let room = MOST_MB * 1024 * 1024;
  return names.flatMap((name) => {
    const found = readPlain(folder, name, room);
    if (found === 'too large') {
      throw new TooMuch(
        `its reports have more than the ${MOST_MB} MB that are read (up to ${name}): have it print less`,
      );
    }
    if (found === 'none') return [];
    room -= found.length;
    const text = found.toString('utf8');
    return text.trim() === '' ? [] : [text];
  });
}
