import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '#scripts/places.mjs';

/** `piv` as a process of its own, as a person would start it, with nothing of this one's settings. */

const SETTINGS = /^(TEMPORAL_|ANTHROPIC_|PIV_|CI$|FORCE_COLOR$|https?_proxy$|no_proxy$)/i;

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function spawnPiv(args: string[], environment: Record<string, string>): ChildProcess {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  return spawn(process.execPath, [join(root, 'dist', 'scripts', 'piv.js'), ...args], {
    env: { ...Object.fromEntries(kept), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runPiv(args: string[], environment: Record<string, string>): Promise<Run> {
  const child = spawnPiv(args, environment);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Everything that a process has written so far, asked for by calling the result. */
export function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return () => text;
}
