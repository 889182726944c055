import { git } from './git.js';
import { hasObject, type Repository } from './repository.js';

export interface LandedCommit {
  commit: string;
  subject: string;
  /** Of the trailer `PIV-Task`. */
  task?: string;
  /** As "A src/a.js": added, modified or deleted. */
  files: string[];
}

const MAX_COMMITS = 200;
/** Of the files of one commit. */
const MAX_FILES = 200;
const FORMAT = '%x01%H%x02%s%x02%(trailers:key=PIV-Task,valueonly,separator=%x2c)%x02';

/** The commits from `base` (without it) to `tip`, oldest first; those that change no file are left out. */
export async function commitsSince(repo: Repository, base: string, tip: string): Promise<LandedCommit[]> {
  if (base === tip || !(await hasObject(repo, 'commit', base))) return [];
  const how = [`--format=${FORMAT}`, `--max-count=${MAX_COMMITS}`, '--first-parent', '--name-status', '--no-renames'];
  const out = await git(repo, ['log', '-z', ...how, `${base}..${tip}`, '--']);
  return out
    .split('\u0001')
    .map(readCommit)
    .filter(({ files }) => files.length > 0)
    .toReversed();
}

function readCommit(text: string): LandedCommit {
  const [commit = '', subject = '', task = '', rest = ''] = text.split('\u0002');
  const files = [...rest.matchAll(/([A-Z])\0([^\0]+)\0/g)].slice(0, MAX_FILES);
  return {
    commit,
    subject,
    ...(task ? { task: task.trim() } : {}),
    files: files.map(([, how, file]) => `${how} ${file}`),
  };
}

/** Subjects of the last commits up to `commit`, merges left out, newest first. */
export async function lastSubjects(repo: Repository, commit: string, count: number): Promise<string[]> {
  const out = await git(repo, ['log', '--format=%s', `--max-count=${count}`, '--no-merges', commit, '--']);
  return out.split('\n').filter(Boolean);
}
