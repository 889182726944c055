import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { git, gitOr } from './git.js';

/** A repository of a user. Plumbing runs in its common git folder, never in the checkout. */
export interface Repository {
  /** Top of the user's checkout; of a clone its git folder. */
  root: string;
  /** The common git folder, absolute. */
  gitDir: string;
  /** A bare clone of ours. */
  clone?: true;
}

export interface Identity {
  name: string;
  email: string;
}

const refuse = (message: string) => new PivError(FAILURES.invalidInput, message);

/** Repositories that were found to be usable: asking git again costs a turn 6 ms each time. */
const opened = new Map<string, Repository>();

/** Opens the repository that holds `folder`, or says in one line why it can't be used. */
export async function openRepository(folder: string): Promise<Repository> {
  const known = opened.get(folder);
  if (known && existsSync(path.join(known.gitDir, 'HEAD'))) return known;
  const repo = await findRepository(folder);
  opened.set(folder, repo);
  return repo;
}

async function findRepository(folder: string): Promise<Repository> {
  if (!path.isAbsolute(folder)) throw refuse(`repo: "${folder}" is not an absolute path`);
  const found = await stat(folder).catch(() => undefined);
  if (!found) throw refuse(`repo: no such folder: ${folder}`);
  if (!found.isDirectory()) throw refuse(`repo: not a folder: ${folder}`);
  const gitDir = await gitOr(folder, ['rev-parse', '--path-format=absolute', '--git-common-dir']);
  if (!gitDir)
    throw refuse(`repo: not a git repository: ${folder} (make one with: git init && git add -A && git commit)`);
  const root = await gitOr(folder, ['rev-parse', '--show-toplevel']);
  if (!root) throw refuse(`repo: ${folder} is a bare repository; give a checkout of it`);
  return { root: await realpath(root), gitDir: await realpath(gitDir) };
}

/** The commit that `base` (HEAD without it) names: in a clone, of the remote's branches first. */
export async function resolveBase(repo: Repository, base?: string): Promise<string> {
  const find = (name: string) =>
    gitOr(repo.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  const head = await find(repo.clone ? 'refs/remotes/origin/HEAD' : 'HEAD');
  if (!head) throw refuse(`repo: ${repo.root} has no commits yet; make the first one, then start again`);
  if (!base) return head;
  const found = (repo.clone && (await find(`refs/remotes/origin/${base}`))) || (await find(base));
  if (!found) throw refuse(`base: no such commit in ${repo.root}: ${base}`);
  return found;
}

/** The user's git identity as their own configuration gives it; undefined where they have none. */
export async function userIdentity(repo: Repository): Promise<Identity | undefined> {
  const read = (key: string) => gitOr(repo.root, ['config', '--get', key], [1, 128], { userConfig: true });
  const [name, email] = await Promise.all([read('user.name'), read('user.email')]);
  return name && email ? { name, email } : undefined;
}

export async function treeOf(repo: Repository, commit: string): Promise<string> {
  return (await git(repo, ['rev-parse', '--verify', `${commit}^{tree}`])).trim();
}

/** The commit a ref points at, or undefined. */
export async function refTip(repo: Repository, ref: string): Promise<string | undefined> {
  return gitOr(repo, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
}

/** A file's text at a commit or tree, or undefined. */
export async function fileAt(repo: Repository, treeish: string, file: string): Promise<string | undefined> {
  try {
    return await git(repo, ['cat-file', 'blob', `${treeish}:${file}`]);
  } catch {
    return undefined;
  }
}
