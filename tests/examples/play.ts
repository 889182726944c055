import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Reply, Script } from '../../examples/scripted-model/script.js';
import { script } from '../../examples/user-authentication/script.js';

/** Plays a script's writes in a copy of a repository, with nothing of the product around it. */

const copies: string[] = [];

export async function copyOf(folder: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'piv-example-'));
  copies.push(dir);
  await cp(folder, dir, { recursive: true });
  return dir;
}

export async function removeCopies(): Promise<void> {
  await Promise.all(copies.splice(0).map((dir) => rm(dir, { recursive: true, force: true })));
}

export function turnsOf(key: string, from: Script = script): Reply[] {
  const replies = from[key];
  if (!replies) throw new Error(`no conversation ${key}`);
  return replies;
}

export function callsOf(replies: Reply[]): { name: string; input: Record<string, string> }[] {
  return replies.flatMap(({ calls = [] }) => calls as { name: string; input: Record<string, string> }[]);
}

/** Paths that were written or edited. */
export async function play(dir: string, replies: Reply[]): Promise<string[]> {
  const written: string[] = [];
  for (const { name, input } of callsOf(replies)) {
    const path = input.path ?? '';
    if (name === 'read_file') await readFile(join(dir, path));
    if (name === 'write_file') await write(dir, path, input.content ?? '');
    if (name === 'edit_file') await edit(dir, path, input.old ?? '', input.new ?? '');
    if (name === 'write_file' || name === 'edit_file') written.push(path);
  }
  return [...new Set(written)];
}

async function write(dir: string, path: string, content: string): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), content);
}

async function edit(dir: string, path: string, old: string, replacement: string): Promise<void> {
  const parts = (await readFile(join(dir, path), 'utf8')).split(old);
  if (parts.length !== 2) throw new Error(`${path} holds ${parts.length - 1} times: ${old}`);
  await write(dir, path, parts.join(replacement));
}

export interface Outcome {
  code: number;
  output: string;
}

/** Runs a command in the copy, with the project's own tools on the path. */
export async function execute(dir: string, command: string): Promise<Outcome> {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
  const path = [join(process.cwd(), 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  try {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], {
      cwd: dir,
      env: { ...inherited, PATH: path },
    });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

export function countOf(output: string, what: 'tests' | 'pass' | 'fail'): number {
  return Number(new RegExp(`^[#ℹ] ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? Number.NaN);
}
