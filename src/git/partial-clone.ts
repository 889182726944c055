import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git.js';
import type { GitFolder } from './where.js';

const HOW = [
  '--no-tags',
  '--no-write-fetch-head',
  '--recurse-submodules=no',
  '--no-auto-maintenance',
  '--filter=blob:none',
];

/** Fetches what a partial clone hasn't of a tree: where files are written, git knows of no remote. */
export async function fetchLacking(repo: GitFolder, tree: string): Promise<void> {
  const packs = await readdir(path.join(repo.gitDir, 'objects', 'pack')).catch(() => []);
  if (!packs.some((name) => name.endsWith('.promisor'))) return;
  const listed = await git(repo, ['rev-list', '--objects', '--no-object-names', '--missing=print', tree]);
  const lacking = [...listed.matchAll(/^\?(\S+)$/gm)].map(([, oid]) => `${oid}\n`);
  if (lacking.length === 0) return;
  const remotes = await git(repo, ['config', '--name-only', '--get-regexp', '^remote\\..*\\.promisor$']);
  const [, remote = 'origin'] = /^remote\.(.+)\.promisor$/m.exec(remotes) ?? [];
  const config = ['fetch.negotiationAlgorithm=noop'];
  await git(repo, ['fetch', ...HOW, '--stdin', remote], { config, input: lacking.join(''), remote: true });
}
