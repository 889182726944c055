import { PIV_IDENTITY } from './commit.js';
import { GitFailure, git, gitOr } from './git.js';
import type { Identity, Repository } from './repository.js';
import { reasonIn } from './words.js';

/** A person's identity as git itself would put it into a commit, or why git would not. */
export type Author = { identity: Identity } | { refused: string };

/** The identity of the user whom this process runs as, by their own configuration; undefined where they have set none. */
export async function userIdentity(repo: Repository): Promise<Author | undefined> {
  const args = ['config', '--get-regexp', '^(user|author)\\.(name|email)$'];
  if ((await gitOr(repo.root, args, undefined, { userConfig: true })) === undefined) return undefined;
  return askGit(repo, { userConfig: true, config: ['user.useConfigOnly=true'] });
}

/** The same of an identity that was taken down earlier. */
export const acceptedIdentity = (repo: Repository, { name, email }: Identity): Promise<Author> =>
  askGit(repo, { env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } });

async function askGit(repo: Repository, options: Parameters<typeof git>[2]): Promise<Author> {
  try {
    const [, name = '', email = ''] =
      /^(.*) <(.*)> \d+ \S+$/m.exec(await git(repo.root, ['var', 'GIT_AUTHOR_IDENT'], options)) ?? [];
    // Of an e-mail git drops what it can't use, and takes what is left, even if that is nothing.
    return name && email ? { identity: { name, email } } : { refused: 'there is nothing in the e-mail address' };
  } catch (error) {
    if (!(error instanceof GitFailure) || !REFUSALS.test(error.output)) throw error;
    return { refused: reasonIn(error.output).replace(/^fatal: /, '') };
  }
}

/** Who git took when the feature began may be nobody to it (in features of earlier builds): then who the user is now. */
export async function authorOf(repo: Repository, known: Identity | undefined): Promise<Identity> {
  const then = known && (await acceptedIdentity(repo, known));
  if (then && 'identity' in then) return then.identity;
  const now = await userIdentity(repo);
  return now && 'identity' in now ? now.identity : PIV_IDENTITY;
}

const REFUSALS = /^fatal: (?:.*ident name|name consists only|no (?:name|email) was given)/m;
