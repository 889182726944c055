import { lstatSync } from 'node:fs';

/**
 * Of a process that can't be seen from here, as it runs in another container or on another machine, its files tell
 * whether it lives: it touches them every so often.
 */
export const SIGN_MS = 2_000;

/** Tells for how many milliseconds it has seen a file unchanged, by a clock that doesn't jump; 0 where there is none. */
export type Watch = (file: string) => number;

export function createWatch(): Watch {
  const seen = new Map<string, { sign: string; since: number }>();
  return (file) => {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (!found) {
      seen.delete(file);
      return 0;
    }
    const sign = `${found.ino} ${found.mtimeMs}`;
    const known = seen.get(file);
    if (known?.sign !== sign) seen.set(file, { sign, since: performance.now() });
    return known?.sign === sign ? performance.now() - known.since : 0;
  };
}
