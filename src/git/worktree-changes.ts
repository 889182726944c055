import { git } from './git.js';
import { SUBMODULE } from './trees.js';
import type { GitFiles } from './where.js';

/** A path that differs from the index. */
export interface WorktreeChange {
  /** As git prints it, and takes it back: names need not be UTF-8. */
  quoted: string;
  /**
   * Only the index has it (`gone`), or only the worktree; both have it, with another content, or with another mode (a
   * link in place of a file). It is a repository, where the index has none (`nested`), or a submodule of the base that
   * isn't empty any more: that stays at its commit.
   */
  is: 'gone' | 'untracked' | 'modified' | 'retyped' | 'nested' | 'submodule';
}

/** Of a line "1 XY sub mH mI mW hH hI path": see git-status, porcelain format version 2. */
const TRACKED = /^1 .(?<state>.) \S+ \d+ (?<index>\d+) (?<now>\d+) \S+ \S+ (?<path>.*)$/;
const UNTRACKED = /^\? (?<path>.*)$/;

/** What differs from the index in the worktree. Looks at no repository inside it, and doesn't look over what it can't read. */
export async function readChanges(files: GitFiles): Promise<WorktreeChange[]> {
  // `--branch` has it print something each time: see `git`.
  const how = ['--porcelain=v2', '--branch', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  // The index is ours to write: what a command has only touched isn't read again each time.
  const env = { GIT_OPTIONAL_LOCKS: '1' };
  const out = await git(files, ['status', ...how], {
    config: ['core.quotePath=true'],
    env,
    unless: /Permission denied/,
  });
  return out.split('\n').flatMap((line) => {
    const untracked = UNTRACKED.exec(line)?.groups;
    if (untracked)
      return [{ quoted: untracked['path']!, is: /\/"?$/.test(untracked['path']!) ? 'nested' : 'untracked' }];
    const { state, index, now, path } = TRACKED.exec(line)?.groups ?? {};
    return path && state !== '.' ? [{ quoted: path, is: kindOf(state!, index!, now!) }] : [];
  });
}

function kindOf(state: string, index: string, now: string): WorktreeChange['is'] {
  if (state === 'D') return 'gone';
  if (now === SUBMODULE) return index === SUBMODULE ? 'submodule' : 'nested';
  return now === index ? 'modified' : 'retyped';
}

/** The git folders of the repositories among them. */
export function nestedIn({ dir }: GitFiles, changes: WorktreeChange[]): Buffer[] {
  const folders = changes.filter((change) => change.is === 'nested').map(({ quoted }) => unquoted(quoted));
  return folders.map((folder) => Buffer.concat([Buffer.from(`${dir}/`), folder, Buffer.from('/.git')]));
}

const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** The bytes of a name that git has quoted as C does, or that it didn't have to. */
export function unquoted(name: string): Buffer {
  if (!name.startsWith('"')) return Buffer.from(name);
  const parts = name.slice(1, -1).match(/\\(?:[0-7]{3}|.)|[^\\]/g) ?? [];
  return Buffer.from(
    parts.map((part) => {
      if (!part.startsWith('\\')) return part.charCodeAt(0);
      return ESCAPES[part.slice(1)] ?? Number.parseInt(part.slice(1), 8);
    }),
  );
}
