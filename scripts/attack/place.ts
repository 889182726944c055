import { spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Played } from './play.js';

/** The user "nobody", of whom nothing has to be known. */
const NOBODY = 65_534;
const isRoot = () => process.getuid?.() === 0;

/** A folder outside of /tmp, which the sandbox hides: what is read-only there is to be seen as that. */
export function makePlace(): string {
  const parent = isRoot() ? '/var/lib' : homedir();
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(path.join(parent, 'piv-attack-'));
}

/** The one that was found may lie where nobody else can reach it. */
function temporalIn(place: string): Record<string, string> {
  const found = process.env['PIV_TEMPORAL'];
  if (!found) return {};
  const copy = path.join(place, 'temporal');
  copyFileSync(found, copy);
  chmodSync(copy, 0o755);
  return { PIV_TEMPORAL: copy };
}

/** Plays the same as an ordinary user; a text says why that can't be done here. */
export async function playAsNobody(options: string[]): Promise<Played[] | string> {
  const place = makePlace();
  chownSync(place, NOBODY, NOBODY);
  const ids = ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups'].map(String);
  const main = fileURLToPath(new URL('../attack.js', import.meta.url));
  const child = spawn('setpriv', [...ids, process.execPath, main, '--json', ...options], {
    cwd: place,
    env: { PATH: process.env['PATH'], HOME: place, ...temporalIn(place) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, said]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  try {
    await new Promise((ended, failed) => child.on('close', ended).on('error', failed));
    return JSON.parse(Buffer.concat(printed).toString()) as Played[];
  } catch (error) {
    const why = Buffer.concat(said).toString().trim().split('\n').at(-1);
    return why || (error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5 });
  }
}
