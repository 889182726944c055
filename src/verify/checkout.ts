import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Confinement } from '../sandbox/confine.js';
import { fillsNoMore } from '../sandbox/disks.js';
import { type CommandResult, runCommand, type RunOptions } from '../sandbox/run.js';
import type { CommandRun } from '../types.js';
import { lastWords } from './last-words.js';
import { removeFolder } from '../writable.js';

/** Where things are run: `confine.root` is `dir`. */
export interface Checkout {
  dir: string;
  confine: Confinement;
  /** How long commands may take, in milliseconds, where the repository says so. */
  longest?: { tests?: number; lint?: number; setup?: number };
}

/** Once more where it was ended for a disk that somebody else has filled: that says nothing about it. */
export async function runIn(
  checkout: Checkout,
  command: string,
  options: RunOptions & { env?: Record<string, string>; writable?: string[] },
): Promise<CommandResult> {
  const { env, writable = [], ...limits } = options;
  const { confine } = checkout;
  const confinement = {
    ...confine,
    writable: [...(confine.writable ?? []), ...writable],
    env: { ...confine.env, ...env },
  };
  const ran = await runCommand(command, confinement, limits);
  return ran.full && (await fillsNoMore(ran.full)) ? runCommand(command, confinement, limits) : ran;
}

export function commandRun(command: string, result: CommandResult): CommandRun {
  return { command, exitCode: result.exitCode, timedOut: result.timedOut, output: result.output };
}

/** What a person is told of a command that was ended at its limit. */
export const overTime = (
  command: string,
  { durationMs, output }: Pick<CommandResult, 'durationMs' | 'output'>,
): string =>
  `\`${command}\` timed out after ${Math.round(durationMs / 1_000)} s, the limit for it: make it faster, or have it do less${lastWords(output)}`;

/** Calls `use` with a new folder outside the checkout, and removes it afterwards. */
export async function withReportFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'piv-report-')));
  try {
    return await use(folder);
  } finally {
    await removeFolder(folder);
  }
}
