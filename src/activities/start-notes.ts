import { PIV_IDENTITY } from '../git/commit.js';
import type { Author } from '../git/identity.js';
import type { Repository } from '../git/repository.js';
import { listTree } from '../git/trees.js';
import { installFile } from '../install-files.js';
import { shortList } from '../lists.js';
import type { Feature } from '../types.js';
import { registries } from './set-up-access.js';

/** What a person should know of a start and can leave as it is. */

export const identityNotes = (author: Author | undefined) =>
  author && 'refused' in author
    ? [
        `git takes no commit from user.name and user.email as they are set (${author.refused}): commits are by ${PIV_IDENTITY.name} until that is mended`,
      ]
    : [];

export const sandboxNotes = ({ sandbox }: Pick<Feature, 'sandbox'>, isContainer = false): string[] =>
  sandbox === 'on' && isContainer
    ? ["commands are confined in the worker's container, and see the names of its processes (PIV_SANDBOX)"]
    : [];

const SHOWN = 5;

/** Where set-up may go, where a lock file says that there is something to fetch. */
export async function setUpNotes(
  repo: Repository,
  base: string,
  { sandbox, setupNetwork }: Pick<Feature, 'sandbox' | 'setupNetwork'>,
): Promise<string[]> {
  if (sandbox === 'off' || !setupNetwork) return [];
  const files = await listTree(repo, base);
  if (!files.some((entry) => installFile(entry.path)?.kind === 'lock')) return [];
  const { domains } = await registries(repo, base, '');
  const shown = shortList(domains, SHOWN).join(', ');
  return [
    `the set-up command can reach ${shown}; what can be downloaded from can be uploaded to (--no-setup-network shuts that)`,
  ];
}
