import { git } from './git.js';
import type { Identity, Repository } from './repository.js';

/** Committer of every commit that PIV-Swarm makes, and author where nobody else is. */
export const PIV_IDENTITY: Identity = { name: 'PIV-Swarm', email: 'piv-swarm@localhost' };

export interface CommitParts {
  tree: string;
  parents: string[];
  message: string;
  author: Identity;
  /** ISO 8601, from workflow time: with it a retry makes the very same commit. */
  date: string;
}

/** Writes the commit object. Its id is a hash of the parts, so that writing it again changes nothing. */
export async function writeCommit(repo: Repository, parts: CommitParts): Promise<string> {
  const seconds = `${parts.date.slice(0, 19)}Z`;
  const env = {
    GIT_AUTHOR_NAME: parts.author.name,
    GIT_AUTHOR_EMAIL: parts.author.email,
    GIT_AUTHOR_DATE: seconds,
    GIT_COMMITTER_NAME: PIV_IDENTITY.name,
    GIT_COMMITTER_EMAIL: PIV_IDENTITY.email,
    GIT_COMMITTER_DATE: seconds,
  };
  const parents = parts.parents.flatMap((parent) => ['-p', parent]);
  return (await git(repo, ['commit-tree', parts.tree, ...parents], { env, input: parts.message })).trim();
}

export interface MessageParts {
  subject: string;
  body: string;
  trailers: Record<string, string>;
}

/** Conventional subject, body wrapped as it comes, trailers. */
export function commitMessage({ subject, body, trailers }: MessageParts): string {
  const lines = Object.entries(trailers).map(([key, value]) => `${key}: ${value}`);
  return `${[subject.trim(), body.trim(), lines.join('\n')].filter(Boolean).join('\n\n')}\n`;
}
