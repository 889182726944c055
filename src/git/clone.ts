import { createHash, randomUUID } from 'node:crypto';
import { mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../if-there.js';
import { isUrl } from '../repository-url.js';
import { git } from './git.js';
import { fetchRefs, originOf, remoteRefs } from './remote.js';
import { openRepository, type Repository } from './repository.js';

/**
 * A feature's repository on this host: the folder that it names, or, where that isn't here or a URL was named, a bare
 * clone below PIV_HOME.
 */
export async function openShared(
  home: string,
  { repo, remote }: { repo: string; remote?: string },
): Promise<Repository> {
  if (isUrl(repo)) return openClone(home, repo);
  if (remote === undefined) return openRepository(repo);
  const here = (await ifThere(stat(repo))) ? await openRepository(repo) : undefined;
  return here && (await originOf(here)) === remote ? here : openClone(home, remote);
}

async function openClone(home: string, url: string): Promise<Repository> {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 12);
  const dir = path.join(home, 'repositories', `${name}.git`);
  if (!(await ifThere(stat(path.join(dir, 'HEAD'))))) await makeClone(dir, url);
  const gitDir = await realpath(dir);
  return { root: gitDir, gitDir, clone: true };
}

/** Nothing is made for a remote that doesn't answer. */
async function makeClone(dir: string, url: string): Promise<void> {
  const fresh = `${dir}.${randomUUID().slice(0, 8)}`;
  const folder = path.dirname(dir);
  await mkdir(folder, { recursive: true });
  await remoteRefs({ root: folder, gitDir: folder }, url, 'HEAD');
  await git(folder, ['init', '--quiet', '--bare', fresh]);
  await rename(fresh, dir).catch(() => rm(fresh, { recursive: true, force: true }));
}

/** Where a feature may start: all branches and tags of the remote, and its HEAD. */
export async function fetchBases(clone: Repository, url: string): Promise<void> {
  const all = ['+HEAD:refs/remotes/origin/HEAD', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  await fetchRefs(clone, url, all);
}
