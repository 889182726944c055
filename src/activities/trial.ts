import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runIn, withReportFolder } from '../verify/checkout.js';
import { shellQuote } from '../verify/command-line.js';
import type { Workspace } from './workspace.js';

/** Another text of a file of the worktree. */
export interface Edit {
  file: string;
  was: string;
  now: string;
}

/** Calls `use` in the worktree with these edits, and without those of the trial before. */
export type Trial = <T>(edits: Edit[], use: (workspace: Workspace) => Promise<T>) => Promise<T>;

const COPY_MS = 60_000;

/**
 * Tries edits in a worktree without git. Files are copied by a confined command: what tests have made of the folders
 * there may lead anywhere.
 */
export function openTrial(workspace: Workspace, signal: AbortSignal): Trial {
  // Python goes by time and size of a source, and would take the bytecode of the one before for its own.
  const env = { ...workspace.confine.env, PYTHONDONTWRITEBYTECODE: '1' };
  const own = { ...workspace, confine: { ...workspace.confine, env } };
  let back: [string, string][] = [];
  return async (edits, use) => {
    await put(own, new Map([...back, ...edits.map(({ file, now }) => [file, now] as const)]), signal);
    back = edits.map(({ file, was }) => [file, was]);
    return use(own);
  };
}

async function put(workspace: Workspace, texts: Map<string, string>, signal: AbortSignal): Promise<void> {
  await withReportFolder(async (folder) => {
    for (const [file, text] of texts) {
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    const { confine } = workspace;
    const reading = { ...workspace, confine: { ...confine, readable: [...confine.readable, folder] } };
    const { exitCode, output } = await runIn(reading, `cp -R ${shellQuote(folder)}/. .`, {
      timeoutMs: COPY_MS,
      signal,
    });
    if (exitCode !== 0) throw new Error(`files could not be changed for a trial: ${output}`);
  });
}
