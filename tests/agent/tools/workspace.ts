import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { executeCalls } from '../../../src/agent/tools/execute.js';
import type { Workspace } from '../../../src/agent/tools/tool.js';
import type { StageName, TestRun, ToolResult } from '../../../src/types.js';

export const emptyRun: TestRun = { tests: [], loadErrors: [], exitCode: 0, timedOut: false, output: '' };

export interface Playground {
  /** Outer folder; the worktree is `work` in it. */
  outer: string;
  workspace: Workspace;
  /** Runs one call as the model would. */
  call: (name: string, input: unknown, stage?: StageName) => Promise<ToolResult>;
  remove: () => Promise<void>;
}

/** A real git repository with these files, and tools that work on it. */
export async function playground(
  files: Record<string, string | Uint8Array> = {},
  rules: Partial<Workspace> = {},
): Promise<Playground> {
  const outer = await mkdtemp(join(tmpdir(), 'piv-tools-'));
  const dir = join(outer, 'work');
  await mkdir(dir);
  await promisify(execFile)('git', ['init', '--quiet', dir]);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), content);
  }
  const workspace: Workspace = {
    dir,
    refuseWrite: () => undefined,
    run: (command, { timeoutMs }) => shell(dir, command, timeoutMs),
    runTests: async () => emptyRun,
    ...rules,
  };
  const call = async (name: string, input: unknown, stage: StageName = 'green') => {
    const [result] = await executeCalls([{ type: 'tool_use', id: 'call-1', name, input }], stage, workspace);
    if (result === undefined) throw new Error(`${name} gave no result`);
    return result;
  };
  return { outer, workspace, call, remove: () => rm(outer, { recursive: true, force: true }) };
}

async function shell(cwd: string, command: string, timeoutMs: number) {
  const begun = Date.now();
  return new Promise<Awaited<ReturnType<Workspace['run']>>>((resolve) => {
    execFile('sh', ['-c', command], { cwd, timeout: timeoutMs }, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : 137;
      resolve({ exitCode, timedOut: error?.killed ?? false, output: stdout + stderr, durationMs: Date.now() - begun });
    });
  });
}
