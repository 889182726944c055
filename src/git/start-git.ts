import { GitError, simpleGit } from 'simple-git';
import { inForkServer } from '../fork-server.js';

/** One run of git, as `git.ts` has decided it. */
export interface GitRun {
  cwd: string;
  args: string[];
  env: Record<string, string>;
  /** Each name=value. */
  config: string[];
  /** Whether it goes to a remote, with the person's access. */
  remote: boolean;
  input?: string;
  /** A warning that is an error too. */
  unless?: RegExp;
}

export type GitEnded = { stdout: string } | { exitCode: number; output: string };

/** A remote that says nothing for so long is given up. */
const SILENCE_MS = 120_000;
/**
 * What git has printed is whole when its pipes are closed. A process of its own that holds them open after its end (a
 * remote's helper) is not waited for longer; simple-git's own 50 ms are over before a busy machine has read anything.
 */
const OUTPUT_MS = 5_000;

/** Gives what git has printed; rejects where it could not be run at all, or was given up. */
export const startGit = inForkServer('git', async (run: GitRun): Promise<GitEnded> => {
  const task = simpleGit({
    baseDir: run.cwd,
    config: run.config,
    allowEnvironment: Object.keys(run.env).filter((name) => /^(GIT|SSH)_/.test(name)),
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeFilter: true,
      allowUnsafeTemplateDir: true,
      ...(run.remote ? { allowUnsafeSshCommand: true, allowUnsafeAskPass: true } : {}),
    },
    ...(run.remote ? { timeout: { block: SILENCE_MS } } : {}),
    completion: { onClose: true, onExit: OUTPUT_MS },
    // As bytes: it takes an empty text for none, and would leave git waiting for one.
    input: () => (run.input === undefined ? '' : Buffer.from(run.input)),
    errors: (error, { exitCode, stdErr, stdOut }) => {
      const warned = run.unless?.test(Buffer.concat(stdErr).toString('utf8'));
      if (!exitCode && !warned) return error;
      return new Failed(exitCode, Buffer.concat([...stdErr, ...stdOut]).toString('utf8'));
    },
  });
  // It waits 50 ms longer for a command that has printed nothing: an empty piece of output is enough.
  task.outputHandler((_command, stdout) => void setImmediate(() => stdout.emit('data', Buffer.alloc(0))));
  try {
    return { stdout: await task.env(run.env).raw(run.args) };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return { exitCode: error.exitCode, output: error.output };
  }
});

/** simple-git passes on only errors of its own class. */
class Failed extends GitError {
  constructor(
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(undefined, output);
  }
}
