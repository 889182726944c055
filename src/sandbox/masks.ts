import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** What other programs leave there (files, and the sockets of agents and daemons) is no business of a command. */
export const SHARED_FOLDERS = ['/tmp', '/var/tmp', '/run'];

const SECRETS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.netrc',
  '.npmrc',
  '.yarnrc.yml',
  '.pypirc',
  '.pgpass',
  '.vault-token',
  '.git-credentials',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.terraform.d',
  '.password-store',
  '.anthropic',
  '.claude',
  '.claude.json',
  '.config/anthropic',
  '.config/containers',
  '.config/gcloud',
  '.config/gh',
  '.config/git/credentials',
  '.config/glab-cli',
  '.config/hub',
  '.config/op',
  '.config/temporalio',
  '.local/share/keyrings',
  '.mozilla',
  '.config/google-chrome',
  '.config/chromium',
];

export interface Mask {
  path: string;
  kind: 'folder' | 'file';
}

/** What exists here and has to be hidden: shared folders, and the places where a home keeps its secrets. */
export function masks(home: string): Mask[] {
  const paths = [...SHARED_FOLDERS, ...SECRETS.map((name) => path.join(home, name))];
  return paths
    .filter((entry) => existsSync(entry))
    .map((entry) => ({ path: entry, kind: statSync(entry).isDirectory() ? 'folder' : 'file' }));
}
