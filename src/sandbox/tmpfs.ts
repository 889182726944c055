import { spawnSync } from 'node:child_process';

let known: boolean | undefined;

/** A folder in memory of so many bytes. What is in it counts as the command's memory; before 0.7 nothing else bounds it. */
export const tmpfs = (target: string, bytes: number): string[] => [
  ...(takesSize() ? ['--size', String(bytes)] : []),
  '--tmpfs',
  target,
];

/** By asking bubblewrap, once per process. One that isn't there is missed soon enough. */
function takesSize(): boolean {
  known ??= !isBefore07(spawnSync('bwrap', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  return known;
}

const isBefore07 = (printed: string) => /\b0\.[0-6]\./.test(printed);
