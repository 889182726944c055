import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { git } from '../../src/git/git.js';

/** What a person does to a repository meanwhile. Their own checkout stays as it is: all by plumbing. */

/** Texts by path; null removes a file. */
export type Files = Record<string, string | null>;

const PERSON = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
  [`GIT_${role}_NAME`, 'Pat Person'],
  [`GIT_${role}_EMAIL`, 'pat@example.org'],
]);

/** Writes a commit on top of `parent`; no ref is moved. */
export async function commitOn(repo: string, parent: string, files: Files, message: string): Promise<string> {
  const room = await mkdtemp(path.join(os.tmpdir(), 'piv-person-'));
  try {
    const index = path.join(room, 'index');
    await git(repo, ['read-tree', parent], { index });
    for (const [file, text] of Object.entries(files)) await stage(repo, index, file, text);
    const tree = (await git(repo, ['write-tree'], { index })).trim();
    const env = Object.fromEntries(PERSON) as Record<string, string>;
    return (await git(repo, ['commit-tree', tree, '-p', parent], { env, input: message })).trim();
  } finally {
    await rm(room, { recursive: true });
  }
}

async function stage(repo: string, index: string, file: string, text: string | null): Promise<void> {
  if (text === null) {
    await git(repo, ['update-index', '--force-remove', '--', file], { index });
    return;
  }
  const blob = (await git(repo, ['hash-object', '-w', '--stdin'], { input: text })).trim();
  await git(repo, ['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`], { index });
}

/** Commits on the tip of a branch. */
export async function commitOnBranch(repo: string, branch: string, files: Files, message: string): Promise<string> {
  const parent = await commitAt(repo, branch);
  const commit = await commitOn(repo, parent, files, message);
  await moveBranch(repo, branch, commit);
  return commit;
}

export async function moveBranch(repo: string, branch: string, commit: string): Promise<void> {
  await git(repo, ['update-ref', `refs/heads/${branch}`, commit]);
}

export const commitAt = async (repo: string, rev: string) =>
  (await git(repo, ['rev-parse', '--verify', `${rev}^{commit}`])).trim();

/** The subjects on a branch since `main`, the oldest first. */
export async function subjects(repo: string, branch: string): Promise<string[]> {
  const log = await git(repo, ['log', '--reverse', '--format=%s', `main..${branch}`]);
  return log.split('\n').filter(Boolean);
}

/** Unpacks a commit or tree into a new folder, runs a command there, and gives its exit code and output. */
export async function runAt(repo: string, treeish: string, command: string): Promise<{ code: number; out: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'piv-unpacked-'));
  try {
    const { NODE_OPTIONS: _options, ...env } = process.env;
    const unpack = 'git -C "$1" archive "$2" | tar -x -C "$3" && cd "$3" && eval "$4" 2>&1';
    const args = ['-c', unpack, 'sh', repo, treeish, folder, command];
    return await promisify(execFile)('sh', args, { env }).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, out: stdout }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
