import { PIV_IDENTITY } from './commit.js';
import { acceptedIdentity, userIdentity } from './identity.js';
import type { Identity, Repository } from './repository.js';

/** Who git took when the feature began may be nobody to it (in features of earlier builds): then who the user is now. */
export async function authorOf(repo: Repository, known: Identity | undefined): Promise<Identity> {
  const then = known && (await acceptedIdentity(repo, known));
  if (then && 'identity' in then) return then.identity;
  const now = await userIdentity(repo);
  return now && 'identity' in now ? now.identity : PIV_IDENTITY;
}
