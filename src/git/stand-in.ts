import path from 'node:path';
import { git, gitOr } from './git.js';
import { standInOf, type GitFolder } from './where.js';
import { removeFolder } from '../writable.js';

/** Of a repository's configuration, what decides how its objects are named and who may write among them. */
const OPTIONS: Record<string, string> = {
  'extensions.objectformat': '--object-format',
  'core.sharedrepository': '--shared',
};
/** With one that is always there: see `git`. */
const ASKED = `^(${[...Object.keys(OPTIONS), 'core.repositoryformatversion'].join('|')})$`;

/**
 * Makes the folder that stands in for the repository's own where git reads and writes the files in `dir`. It is as git
 * makes it there, so with what that file system can do: letter case, modes, links, Unicode.
 */
export async function makeStandIn(repo: GitFolder, dir: string): Promise<void> {
  const found = await gitOr(repo, ['config', '-z', '--get-regexp', ASKED], [1]);
  const entries = (found ?? '').split('\0').map((entry) => entry.split('\n'));
  const options = entries.flatMap(([name = '', value = 'true']) =>
    OPTIONS[name] ? [`${OPTIONS[name]}=${value}`] : [],
  );
  const folder = standInOf(dir);
  await removeFolder(folder);
  await git(path.dirname(dir), ['init', '--bare', '--template=', ...options, folder]);
}
