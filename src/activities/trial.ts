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
 * there may lead anywhere. Where they left it so that files can't be copied, `open` gives it anew.
 */
export async function openTrial(open: () => Promise<Workspace>, signal: AbortSignal): Promise<Trial> {
  let workspace = withoutBytecode(await open());
  let back: [string, string][] = [];
  return async (edits, use) => {
    const texts = edits.map(({ file, now }) => [file, now] as const);
    const problem = await put(workspace, new Map([...back, ...texts]), signal);
    if (problem !== undefined) {
      workspace = withoutBytecode(await open());
      const again = await put(workspace, new Map(texts), signal);
      if (again !== undefined) throw new Error(`files could not be changed for a trial: ${again}`);
    }
    back = edits.map(({ file, was }) => [file, was]);
    return use(workspace);
  };
}

/** Python goes by time and size of a source, and would take the bytecode of the one before for its own. */
function withoutBytecode(workspace: Workspace): Workspace {
  const env = { ...workspace.confine.env, PYTHONDONTWRITEBYTECODE: '1' };
  return { ...workspace, confine: { ...workspace.confine, env } };
}

/** Gives what went wrong. What is in the place of a file, a link or a pipe, goes first. */
async function put(workspace: Workspace, texts: Map<string, string>, signal: AbortSignal): Promise<string | undefined> {
  return withReportFolder(async (folder) => {
    for (const [file, text] of texts) {
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    const { confine } = workspace;
    const reading = { ...workspace, confine: { ...confine, readable: [...confine.readable, folder] } };
    const files = [...texts.keys()].map((file) => shellQuote(`./${file}`)).join(' ');
    const clear = `for file in ${files}; do [ -f "$file" ] && [ ! -L "$file" ] || rm -rf "$file"; done`;
    const line = `${clear} && cp -R ${shellQuote(folder)}/. .`;
    const { exitCode, output } = await runIn(reading, line, { timeoutMs: COPY_MS, signal });
    return exitCode === 0 ? undefined : output;
  });
}
