import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FAILURES, PivError } from '../errors.js';
import { ifThere } from '../if-there.js';
import { git, GitFailure, gitOr } from './git.js';
import { promisorOf } from './partial.js';
import { reasonIn } from './words.js';

/** A repository of a user. Plumbing runs in its common git folder, never in the checkout. */
export interface Repository {
  /** Top of the user's checkout; of a clone its git folder. */
  root: string;
  /** The common git folder, absolute. */
  gitDir: string;
  /** A bare clone of ours. */
  clone?: true;
  /** Of a partial clone: the remote that has the rest. */
  promisor?: string;
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
  if (known && (await ifThere(stat(path.join(known.gitDir, 'HEAD'))))) return known;
  const repo = await findRepository(folder);
  opened.set(folder, repo);
  return repo;
}

async function findRepository(folder: string): Promise<Repository> {
  if (!path.isAbsolute(folder)) throw refuse(`repo: "${folder}" is not an absolute path`);
  const found = await ifThere(stat(folder));
  if (!found) throw refuse(`repo: no such folder: ${folder}`);
  if (!found.isDirectory()) throw refuse(`repo: not a folder: ${folder}`);
  const ask = async (what: string) => (await git(folder, ['rev-parse', '--path-format=absolute', what])).trim();
  try {
    const gitDir = await ask('--git-common-dir');
    const repo = { root: await realpath(await ask('--show-toplevel')), gitDir: await realpath(gitDir) };
    const promisor = await promisorOf(gitDir);
    return promisor ? { ...repo, promisor } : repo;
  } catch (error) {
    throw error instanceof GitFailure ? refuse(`repo: ${await whyNone(folder, error)}`) : error;
  }
}

/** In git's words, save where these would help nobody. */
async function whyNone(folder: string, { output }: GitFailure): Promise<string> {
  if (/must be run in a work tree/.test(output)) return `${folder} is a bare repository; give a checkout of it`;
  const none = /not a git repository \(or any/.test(output) && !(await ifThere(lstat(path.join(folder, '.git'))));
  if (none) return `not a git repository: ${folder} (make one with: git init && git add -A && git commit)`;
  return `git can't use ${folder}: ${reasonIn(output)}`;
}

/** The commit that `base` (HEAD without it) names: in a clone, of the remote's branches first. */
export async function resolveBase(repo: Repository, base?: string): Promise<string> {
  if (base) {
    const found = (repo.clone && (await commitAt(repo, `refs/remotes/origin/${base}`))) || (await commitAt(repo, base));
    if (!found) throw refuse(`base: no such commit in ${repo.root}: ${base}`);
    return found;
  }
  const head = await commitAt(repo, repo.clone ? 'refs/remotes/origin/HEAD' : 'HEAD');
  if (!head) throw refuse(`repo: ${repo.root} has no commits yet; make the first one, then start again`);
  return head;
}

/** The commit that a person's word names; undefined where there is nothing of that name. */
async function commitAt(repo: Repository, name: string): Promise<string | undefined> {
  const find = (what: string) => gitOr(repo.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', what]);
  try {
    const commit = await find(`${name}^{commit}`);
    const other = commit ?? (await find(name));
    if (commit || !other) return commit;
    throw refuse(`base: ${name} is ${other.slice(0, 12)} in ${repo.root}, which is no commit that git can read`);
  } catch (error) {
    throw error instanceof GitFailure ? refuse(`base: ${name} in ${repo.root}: ${reasonIn(error.output)}`) : error;
  }
}

export async function treeOf(repo: Repository, commit: string): Promise<string> {
  return (await git(repo, ['rev-parse', '--verify', `${commit}^{tree}`])).trim();
}

/** The commit a ref points at, or undefined where there is no such ref. */
export async function refTip(repo: Repository, ref: string): Promise<string | undefined> {
  return gitOr(repo, ['rev-parse', '--verify', '--quiet', ref]);
}

/** Whether an object that is named by its id, and so all that it is made of, is in this repository. */
export async function hasObject(repo: Repository, type: 'commit' | 'tree' | 'blob', id: string): Promise<boolean> {
  return (await gitOr(repo, ['rev-parse', '--verify', '--quiet', `${id}^{${type}}`])) !== undefined;
}

/** A file's text at a commit or tree, or undefined where that has no such file. */
export async function fileAt(repo: Repository, treeish: string, file: string): Promise<string | undefined> {
  const listed = await git(repo, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', treeish, '--', file]);
  const blob = /^\d+ blob (\w+)\t/.exec(listed)?.[1];
  return blob && git(repo, ['cat-file', 'blob', blob]);
}
