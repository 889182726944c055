import { GitError, simpleGit } from 'simple-git';

/**
 * Host git: the only way to git in this project. It runs no hook, no fsmonitor and no alias of the repository or the
 * user, prompts for nothing, and a non-zero exit is always an error (simple-git takes one with empty stderr for success).
 */

const CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgsign=false',
  'core.quotePath=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'advice.detachedHead=false',
  'safe.directory=*',
];

const NO_USER_CONFIG = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const ENVIRONMENT = {
  HOME: process.env['HOME'] ?? '/',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  LC_ALL: 'C',
};

export interface GitOptions {
  /** Index file to use instead of the worktree's own. */
  index?: string;
  env?: Record<string, string>;
  /** Read the user's and the system's configuration too: for questions about the user only. */
  userConfig?: boolean;
  /** Written to git's standard input. */
  input?: string;
}

/** simple-git passes on only errors of its own class. */
export class GitFailure extends GitError {
  constructor(
    args: readonly string[],
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(undefined, `git ${args.slice(0, 3).join(' ')}: ${output.trim() || `exit code ${exitCode}`}`);
    this.name = 'GitFailure';
  }
}

/**
 * Runs git in `dir` (a worktree, or a repository's git folder for plumbing) and gives its stdout. simple-git waits 50 ms
 * longer for a command that prints nothing: in a turn's path, ask for one that does.
 */
export async function git(dir: string, args: string[], options: GitOptions = {}): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...(process.env['PIV_WORKER'] ? { PIV_WORKER: process.env['PIV_WORKER'] } : {}),
    ...ENVIRONMENT,
    ...(options.userConfig ? {} : NO_USER_CONFIG),
    ...(options.index ? { GIT_INDEX_FILE: options.index } : {}),
    ...options.env,
  };
  const task = simpleGit({
    baseDir: dir,
    config: CONFIG,
    allowEnvironment: Object.keys(env).filter((name) => name.startsWith('GIT_')),
    unsafe: { allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true, allowUnsafeConfigPaths: true },
    input: () => options.input ?? '',
    errors: (error, result) =>
      result.exitCode
        ? new GitFailure(args, result.exitCode, Buffer.concat([...result.stdErr, ...result.stdOut]).toString('utf8'))
        : error,
  });
  return task.env(env).raw(args);
}

/** The trimmed stdout, or undefined where git exits with one of `codes`. */
export async function gitOr(
  dir: string,
  args: string[],
  codes: number[] = [1, 128],
  options: GitOptions = {},
): Promise<string | undefined> {
  try {
    return (await git(dir, args, options)).trim();
  } catch (error) {
    if (error instanceof GitFailure && codes.includes(error.exitCode)) return undefined;
    throw error;
  }
}
