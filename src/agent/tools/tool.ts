import type { z } from 'zod';

import type { TestRun } from '../../types.js';

/** What the tools of one stage work on. */
export interface Workspace {
  /** Absolute path of the worktree. */
  dir: string;
  /** Why this path (relative, symlinks resolved) may not be written in this stage; undefined when it may. */
  refuseWrite: (path: string) => string | undefined;
  /** Runs a shell command confined in the worktree. */
  run: (
    command: string,
    options: { timeoutMs: number },
  ) => Promise<{ exitCode: number; timedOut: boolean; output: string; durationMs: number }>;
  /** Runs the repository's tests (all, or these files) with a machine-readable report. */
  runTests: (files?: string[]) => Promise<TestRun>;
  /** Ids of the tests that failed before the feature. */
  failedBefore?: () => Promise<string[]>;
}

export interface Tool<S extends z.ZodType = z.ZodType> {
  name: string;
  description: string;
  schema: S;
  /** May change the worktree: such calls run one after the other; others run together. */
  writes: boolean;
  /** Bytes that its output may have; what it says is cut above. */
  limit?: number;
  /** Returns what the model reads. Throws `ToolRefusal` for what the model can mend. */
  execute(input: z.infer<S>, workspace: Workspace): Promise<string>;
}

/** The call was wrong and nothing was changed. Its message, which says what is right, goes back to the model. */
export class ToolRefusal extends Error {
  override name = 'ToolRefusal';
}
