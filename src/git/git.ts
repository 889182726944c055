import { pastPipes } from '../special-files.js';
import { ENVIRONMENT, NO_USER_CONFIG, SETTINGS } from './settings.js';
import { startGit } from './start-git.js';
import { placeOf, type Where } from './where.js';

/**
 * Host git: the only way to git in this project. It runs no hook, no fsmonitor and no alias of the repository or the
 * user, prompts for nothing, works where it is told to (see `where.ts`) as it is told to (see `settings.ts`), and a
 * non-zero exit is always an error (simple-git takes one with empty stderr for success). Only fetch and push have the
 * user's credentials. No pipe that a command has left among files of ours holds it up.
 */

/** Where a user's access to a remote is beside their configuration. */
const ACCESS = [
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSL_CAINFO',
  'SSL_CERT_FILE',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

export interface GitOptions {
  /** Index file to use instead of the worktree's own. */
  index?: string;
  env?: Record<string, string>;
  /** Read the user's and the system's configuration too: for questions about the user only. */
  userConfig?: boolean;
  /** For fetch, push and ls-remote: with the user's configuration and access. */
  remote?: boolean;
  /** Each name=value. */
  config?: string[];
  /** Written to git's standard input. */
  input?: string;
  /** A warning that is an error too. */
  unless?: RegExp;
}

export class GitFailure extends Error {
  constructor(
    args: readonly string[],
    readonly exitCode: number,
    readonly output: string,
  ) {
    super(`git ${args.slice(0, 3).join(' ')}: ${output.trim() || `exit code ${exitCode}`}`);
    this.name = 'GitFailure';
  }
}

/** Runs git and gives its stdout. */
export async function git(where: Where, args: string[], options: GitOptions = {}): Promise<string> {
  const place = placeOf(where);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '/',
    ...(process.env['PIV_WORKER'] ? { PIV_WORKER: process.env['PIV_WORKER'] } : {}),
    ...ENVIRONMENT,
    ...(options.remote ? accessOf(process.env) : {}),
    ...(options.userConfig || options.remote ? {} : NO_USER_CONFIG),
    ...place.env,
    ...(options.index ? { GIT_INDEX_FILE: options.index } : {}),
    ...options.env,
  };
  const run = async () => {
    const ended = await startGit({
      cwd: place.cwd,
      args,
      env,
      config: [...SETTINGS, ...(options.config ?? [])],
      remote: options.remote ?? false,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.unless ? { unless: options.unless } : {}),
    });
    if ('stdout' in ended) return ended.stdout;
    throw new GitFailure(args, ended.exitCode, ended.output);
  };
  return typeof where !== 'string' && 'dir' in where ? pastPipes(where.dir, run) : run();
}

/** Programs that would ask for a password get none. */
function accessOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const given = ACCESS.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  return { ...Object.fromEntries(given), GIT_ASKPASS: 'false', SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' };
}

/**
 * The trimmed stdout, or undefined where git exits with one of `codes`; without them, where it exits with 1 and says
 * nothing, as it does when what was asked for isn't there. With a word it is something else, such as a ref that is broken.
 */
export async function gitOr(
  where: Where,
  args: string[],
  codes?: number[],
  options: GitOptions = {},
): Promise<string | undefined> {
  try {
    return (await git(where, args, options)).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const said = codes ? !codes.includes(error.exitCode) : error.exitCode !== 1 || error.output.trim() !== '';
    if (said) throw error;
    return undefined;
  }
}
