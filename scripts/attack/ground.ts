import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { asStep } from '../../src/git/lease.js';
import { openRepository, treeOf, type Repository } from '../../src/git/repository.js';
import { viewOf, type View } from '../../src/git/view.js';
import { openWorktree, type Worktree } from '../../src/git/worktree.js';
import type { Confinement } from '../../src/sandbox/confine.js';
import { startListeners, type Listeners } from './listeners.js';
import { plainGit } from './plain.js';

/** Where one attack is played: a person's home and repository, a worktree of ours, a worker with a key. */
export interface Ground {
  room: string;
  home: string;
  piv: string;
  /** A folder of somebody else's, with a file `victim` that says `SECRET`. */
  outside: string;
  victim: string;
  /** Made by nothing but an attack that runs on the host. */
  mark: string;
  /** A folder of programs that is on the PATH of commands. */
  bin: string;
  repo: Repository;
  commit: string;
  tree: string;
  worktree: Worktree;
  view: View;
  /** Where commands run: the worktree's folder. */
  root: string;
  key: string;
  listeners: Listeners;
  /** A process that has the key in its environment. */
  worker: ChildProcess;
  close(): Promise<void>;
}

export const SECRET = 'SECRET';

/** What everybody knows to be secret, and what else a person has in their home that is no business of a command. */
export const KNOWN_SECRETS = ['.ssh/id_ed25519', '.aws/credentials', '.netrc', '.config/gh/hosts.yml', '.bash_history'];
export const MORE_IN_HOME = [
  'code/other/.env',
  '.local/share/fish/fish_history',
  '.config/stripe/config.toml',
  '.config/pip/pip.conf',
  '.kaggle/kaggle.json',
  'Documents/notes.txt',
  '.cargo/credentials.toml',
];

/** A home with secrets in it, for all grounds of a place; commands are confined as for its owner. */
export function makeHome(place: string): string {
  const home = path.join(place, 'home');
  for (const file of [...KNOWN_SECRETS, ...MORE_IN_HOME]) put(path.join(home, file), SECRET);
  put(path.join(home, '.bashrc'), '# mine\n');
  process.env['HOME'] = home;
  return home;
}

/** `place`: a folder of the user who attacks, outside of /tmp, with the home in it. */
export async function openGround(place: string, home: string): Promise<Ground> {
  const room = mkdtempSync(path.join(place, 'g-'));
  const [outside, bin, piv] = ['outside', 'bin', 'piv'].map((name) => path.join(room, name)) as [
    string,
    string,
    string,
  ];
  put(path.join(outside, 'victim'), SECRET);
  put(path.join(bin, 'tool'), '#!/bin/sh\n');
  put(path.join(piv, 'spool', 'other', 'reply.json'), SECRET);
  const repo = await openRepository(copyRepository(place, room));
  const commit = plainGit(repo.root, 'rev-parse', 'HEAD').trim();
  const worktree = await asStep(() => openWorktree(repo, path.join(piv, 'worktrees', 'x', 'feature.task-001'), commit));
  plainGit(worktree.dir, 'reset', '--hard', '--quiet');
  const key = `sk-canary-${path.basename(room)}`;
  const worker = spawn('sleep', ['120'], {
    env: { ANTHROPIC_API_KEY: key, PATH: process.env['PATH'] },
    stdio: 'ignore',
  });
  const listeners = await startListeners(room);
  return {
    room,
    home,
    piv,
    outside,
    bin,
    repo,
    commit,
    worktree,
    view: await viewOf(worktree),
    key,
    listeners,
    worker,
    victim: path.join(outside, 'victim'),
    mark: path.join(room, 'mark'),
    tree: await treeOf(repo, commit),
    root: worktree.dir,
    async close() {
      worker.kill('SIGKILL');
      await listeners.close();
      await rm(room, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As the activities confine a command, and as it is. */
export function confinementOf({ root, view, piv, bin }: Ground, mode: 'on' | 'off'): Confinement {
  const { readable, hidden, replaced } = view;
  return { mode, root, readable, hidden: [piv, ...hidden], replaced, network: false, commandPath: [bin] };
}

export function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}

export const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Making a repository takes git longer than copying one. */
function copyRepository(place: string, room: string): string {
  const first = path.join(place, 'repository');
  if (!textOf(path.join(first, '.git', 'HEAD'))) {
    put(path.join(first, 'a.txt'), 'a\n');
    put(path.join(first, 'AGENTS.md'), 'Be good.\n');
    put(path.join(first, '.gitignore'), 'node_modules\n.env\n');
    put(path.join(first, 'test', 'sealed.test.js'), 'throw new Error("red")\n');
    plainGit(first, 'init', '--quiet', '--initial-branch=main');
    plainGit(first, 'config', 'user.name', 'Pat Person');
    plainGit(first, 'config', 'user.email', 'pat@example.org');
    plainGit(first, 'add', '--all');
    plainGit(first, 'commit', '--quiet', '--message', 'chore: Start');
  }
  const copy = path.join(room, 'repository');
  cpSync(first, copy, { recursive: true });
  return copy;
}
