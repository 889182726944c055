import { execFile, type ExecFileException } from 'node:child_process';

import { rgPath } from '@vscode/ripgrep';

import { pastPipes } from '../../special-files.js';
import { ToolRefusal } from './tool.js';

/** Hidden files yes; git's own, dependencies and what the repository ignores no; nothing from outside the repository. */
const SCOPE = [
  '--no-config',
  '--hidden',
  '--no-require-git',
  '--no-ignore-parent',
  '--no-ignore-global',
  '--no-messages',
  '--color=never',
  '--sort=path',
];
const NEVER = ['--glob=!.git', '--glob=!node_modules'];
const MAX_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** Lines that ripgrep prints; globs are those of .gitignore. Symlinks aren't followed. */
export function ripgrep(dir: string, options: string[], glob?: string, path = '.'): Promise<string[]> {
  const wanted = glob === undefined ? [] : [`--glob=${glob.replace(/^(!?)\.\//, '$1')}`];
  const args = [...SCOPE, ...options, ...wanted, ...NEVER, '--', path];
  const run = () =>
    new Promise<string[]>((resolve, reject) => {
      const settings = { cwd: dir, env: {}, maxBuffer: MAX_BYTES, timeout: TIMEOUT_MS };
      const child = execFile(rgPath, args, settings, (error, stdout, stderr) => {
        if (hasStopped(error)) reject(stopReason(error));
        else if (stderr.trim() && !stdout) reject(new ToolRefusal(stderr.trim()));
        else resolve(linesOf(stdout));
      });
      child.stdin?.end();
    });
  return pastPipes(dir, run);
}

/** It didn't get to the end by itself, and not because there was more than enough to tell. */
function hasStopped(error: ExecFileException | null): error is ExecFileException {
  return error !== null && typeof error.code !== 'number' && error.code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
}

function stopReason(error: ExecFileException): Error {
  return error.killed ? new ToolRefusal(`That took over ${TIMEOUT_MS / 1000} s: narrow it.`) : error;
}

/** Paths of the worktree's files that aren't ignored, sorted. */
export async function listedFiles(dir: string, glob?: string): Promise<string[]> {
  const listed = await ripgrep(dir, ['--files']);
  if (glob === undefined) return listed;
  // A glob overrides what is ignored, so it can only choose from the listed ones.
  const matching = new Set(await ripgrep(dir, ['--files'], glob));
  return listed.filter((file) => matching.has(file));
}

function linesOf(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^\.\//, '').replace(/\r$/, ''));
}
