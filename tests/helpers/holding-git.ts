import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appears } from '../end-to-end/cuts.js';

/** A `git` for the front of a worker's PATH that waits before chosen commands for as long as it is told to. */
export interface HoldingGit {
  bin: string;
  /** Holds commands whose arguments contain `text`, save one that makes a ref. */
  hold(name: string, text: string): Promise<HeldGit>;
  /** Lets all go on, and holds nothing more. */
  close(): Promise<void>;
}

export interface HeldGit {
  reached(): Promise<void>;
  release(): Promise<void>;
}

export async function holdingGit(room: string): Promise<HoldingGit> {
  const bin = path.join(room, 'bin');
  const holds = path.join(room, 'holds');
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const real = folders.map((folder) => path.join(folder, 'git')).find(existsSync);
  await mkdir(bin);
  await mkdir(holds);
  const script = `#!/bin/sh
for hold in '${holds}'/*.hold; do
  [ -e "$hold" ] || continue
  read -r text < "$hold"
  case "$*" in
    *' ') ;;
    *"$text"*) : > "$hold.reached"; while [ -e "$hold" ]; do sleep 0.05; done ;;
  esac
done
exec '${real}' "$@"
`;
  await writeFile(path.join(bin, 'git'), script);
  await chmod(path.join(bin, 'git'), 0o755);
  return {
    bin,
    hold: async (name, text) => {
      const file = path.join(holds, `${name}.hold`);
      await rm(`${file}.reached`, { force: true });
      // It appears with its text: an empty one would hold every command.
      await writeFile(`${file}.new`, `${text}\n`);
      await rename(`${file}.new`, file);
      return { reached: () => appears(`${file}.reached`), release: () => rm(file) };
    },
    close: () => rm(holds, { recursive: true, force: true }),
  };
}
