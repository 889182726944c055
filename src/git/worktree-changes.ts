import { unfiltered } from './filters.js';
import { SUBMODULE } from './submodules.js';
import type { Worktree } from './worktree.js';

/** A path that differs from the index. */
export interface WorktreeChange {
  /** As git prints it, and takes it back: names need not be UTF-8. */
  quoted: string;
  /** It is a repository, where the index has none. */
  nested: boolean;
  /** A submodule of the base that isn't empty any more. It stays at its commit. */
  submodule: boolean;
}

/** Of a line "1 XY sub mH mI mW hH hI path": see git-status, porcelain format version 2. */
const TRACKED = /^1 .(?<state>.) \S+ \d+ (?<index>\d+) (?<now>\d+) \S+ \S+ (?<path>.*)$/;
const UNTRACKED = /^\? (?<path>.*)$/;

/** What differs from the index in the worktree. Looks at no repository inside it. */
export async function readChanges({ repo, dir }: Worktree): Promise<WorktreeChange[]> {
  // `--branch` has it print something each time: see `git`.
  const how = ['--porcelain=v2', '--branch', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  // The index is ours to write: what a command has only touched isn't read again each time.
  const env = { GIT_OPTIONAL_LOCKS: '1' };
  const out = await unfiltered(repo, dir, ['status', ...how], { config: ['core.quotePath=true'], env });
  return out.split('\n').flatMap((line) => {
    const untracked = UNTRACKED.exec(line)?.groups;
    if (untracked) return [{ quoted: untracked['path']!, nested: /\/"?$/.test(untracked['path']!), submodule: false }];
    const { state, index, now, path } = TRACKED.exec(line)?.groups ?? {};
    if (!path || state === '.') return [];
    const repository = now === SUBMODULE;
    return [{ quoted: path, nested: repository && index !== SUBMODULE, submodule: repository && index === SUBMODULE }];
  });
}

/** The git folders of the repositories among them. */
export function nestedIn({ dir }: Worktree, changes: WorktreeChange[]): Buffer[] {
  const folders = changes.filter(({ nested }) => nested).map(({ quoted }) => unquoted(quoted));
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
