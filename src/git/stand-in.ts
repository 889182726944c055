import path from 'node:path';
import { git, gitOr } from './git.js';
import { standInOf, type GitFolder } from './where.js';
import { removeFolder } from './writable.js';

/** Of a repository's configuration, what decides how its objects are named and who may write among them. */
const ABOUT_OBJECTS = '^(extensions\\.objectformat|core\\.sharedrepository)$';

/**
 * Makes the folder that stands in for the repository's own where git reads and writes the files in `dir`. It is as git
 * makes it there, so with what that file system can do: letter case, modes, links, Unicode.
 */
export async function makeStandIn(repo: GitFolder, dir: string): Promise<void> {
  const found = (await gitOr(repo, ['config', '-z', '--get-regexp', ABOUT_OBJECTS], [1])) ?? '';
  const options = found
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.split('\n'))
    .map(([name, value = 'true']) =>
      name === 'core.sharedrepository' ? `--shared=${value}` : `--object-format=${value}`,
    );
  const folder = standInOf(dir);
  await removeFolder(folder);
  await git(path.dirname(dir), ['init', '--quiet', '--bare', '--template=', ...options, folder]);
}
