import { git } from './git.js';
import { setRef } from './refs.js';
import { hasObject, type Repository } from './repository.js';

/** Texts that are too long for a payload: there they go by the id of their blob. */

/** `ref` keeps it reachable. */
export async function keepText(repo: Repository, ref: string, text: string): Promise<string> {
  const blob = await writeText(repo, text);
  await setRef(repo, ref, blob);
  return blob;
}

/** Without a ref: it may be gone any time, and has to be made again then. */
export const writeText = async (repo: Repository, text: string): Promise<string> =>
  (await git(repo, ['hash-object', '-w', '--stdin'], { input: text })).trim();

/** Undefined where there is no such blob. */
export async function keptText(repo: Repository, blob: string): Promise<string | undefined> {
  return (await hasObject(repo, 'blob', blob)) ? git(repo, ['cat-file', 'blob', blob]) : undefined;
}
