import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY } from '../../examples/user-authentication/root.js';
import { git } from '../../src/git/git.js';
import { root } from '#scripts/places.mjs';

/** What the demo puts on its stage: a repository and a worker. */

/** Copies the example repository, or another `source`, to `folder` (new or empty), adds files and commits it there. */
export async function makeRepository(
  folder: string,
  source = REPOSITORY,
  more: Record<string, string> = {},
): Promise<string> {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0) throw new Error(`${folder} is not empty; give a folder that is new or empty`);
  await mkdir(folder, { recursive: true });
  await cp(source, folder, { recursive: true });
  for (const [name, text] of Object.entries(more)) await writeFile(path.join(folder, name), text);
  await git(folder, ['init', '--quiet', '--initial-branch=main']);
  const env = { userConfig: true };
  const named = await git(folder, ['config', '--get', 'user.email'], env).catch(() => '');
  if (!named.trim()) {
    await git(folder, ['config', 'user.name', 'PIV Demo']);
    await git(folder, ['config', 'user.email', 'demo@localhost']);
  }
  await git(folder, ['add', '--all']);
  await git(folder, ['commit', '--quiet', '--message', 'chore: Start of the example service'], env);
  return folder;
}

export interface WorkerProcess {
  stop(): Promise<void>;
  kill(): Promise<void>;
  readonly process: ChildProcess;
}

/** A worker in a process of its own, as a person would start it. Resolves when it is ready. `build`: the folder of another one. */
export async function startWorkerProcess(
  environment: Record<string, string>,
  report: (line: string) => void,
  { detached = false, build = root } = {},
): Promise<WorkerProcess> {
  const entry = path.join(build, 'dist', 'scripts', 'piv.js');
  const child = spawn(process.execPath, [entry, 'worker'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
  child.stderr.on('data', (chunk: Buffer) => report(chunk.toString().trimEnd()));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('worker ready') && resolve());
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the worker ended with exit code ${code}`);
  });
  await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return {
    process: child,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
