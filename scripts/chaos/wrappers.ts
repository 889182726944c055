import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import path from 'node:path';
import type { Point } from './points.js';

/** A `git` and a `bwrap` for the front of a worker's PATH, which stop at the points that are armed. */
export interface Wrappers {
  /** The folder for the PATH. */
  bin: string;
  arm(points: Point[]): Promise<void>;
  /** Lets those that have stopped go on. */
  release(): Promise<void>;
  close(): void;
}

const TAB = '\t';
const LOOK_MS = 500;

/**
 * A program stops only once for each armed point, and until it is released or its worker is dead. Of what is armed it
 * reads lines of: number, when, step, pattern. Whoever makes the folder claims/<number> is the one that stops.
 */
const script = (room: string, home: string, name: string, real: string) => `#!/bin/sh
armed='${room}/armed.${name}' reached=
[ -s "$armed" ] || exec '${real}' "$@"
while IFS='${TAB}' read -r number when step pattern; do
  case "$*" in $pattern) ;; *) continue ;; esac
  [ "$step" = - ] || grep -qs "\\"type\\":\\"$step\\"" '${home}'/running/*/*.json || continue
  for token in '${room}/skips/'"$number"/*; do rmdir "$token" 2>/dev/null && continue 2; done
  mkdir '${room}/claims/'"$number" 2>/dev/null || continue
  reached=$number
  break
done < "$armed"
[ -n "$reached" ] || exec '${real}' "$@"
code=
[ "$when" = after ] && { '${real}' "$@"; code=$?; }
: > '${room}/reached/'"$reached"
[ "$when" = during ] && exec '${real}' "$@"
while [ ! -e '${room}/released' ] && kill -0 $PPID 2>/dev/null; do sleep 0.02; done
[ -n "$code" ] && exit $code
kill -0 $PPID 2>/dev/null || exit 1
exec '${real}' "$@"
`;

export async function makeWrappers(folder: string, home: string, onReached: (point: Point) => void): Promise<Wrappers> {
  const [bin, room] = [path.join(folder, 'bin'), path.join(folder, 'gate')];
  for (const name of ['claims', 'reached', 'skips']) await mkdir(path.join(room, name), { recursive: true });
  await mkdir(bin);
  for (const name of ['git', 'bwrap']) {
    const real = (process.env['PATH'] ?? '')
      .split(path.delimiter)
      .map((dir) => path.join(dir, name))
      .find(existsSync);
    if (!real) continue;
    await writeFile(path.join(bin, name), script(room, home, name, real));
    await chmod(path.join(bin, name), 0o755);
  }
  let armed: Point[] = [];
  let told = new Set<Point>();
  const look = async () => {
    for (const number of await readdir(path.join(room, 'reached'))) {
      const point = armed[Number(number)];
      if (!point || told.has(point)) continue;
      told.add(point);
      onReached(point);
    }
  };
  const watcher = watch(path.join(room, 'reached'), () => void look());
  /** The system may drop an event. */
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    bin,
    async arm(points) {
      for (const name of ['armed.git', 'armed.bwrap', 'released']) await rm(path.join(room, name), { force: true });
      for (const name of ['claims', 'reached', 'skips']) await empty(path.join(room, name));
      [armed, told] = [points, new Set()];
      for (const name of ['git', 'bwrap']) await writeFile(path.join(room, `armed.${name}`), linesOf(points, name));
      for (const [number, { skip = 0 }] of points.entries()) {
        for (let n = 0; n < skip; n += 1)
          await mkdir(path.join(room, 'skips', `${number}`, `${n}`), { recursive: true });
      }
    },
    release: () => writeFile(path.join(room, 'released'), ''),
    close() {
      watcher.close();
      clearInterval(timer);
    },
  };
}

function linesOf(points: Point[], program: string): string {
  const lines = points.map(({ at }, number) =>
    (at.on === 'git' || at.on === 'bwrap') && at.on === program
      ? `${[number, at.when, at.step ?? '-', at.match].join(TAB)}\n`
      : '',
  );
  return lines.join('');
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
}
