import { existsSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { alternatesOf } from './alternates.js';
import { git } from './git.js';
import type { Worktree } from './worktree.js';

/**
 * What a command may see of the repository that its worktree is of: what git needs to answer, and nothing else. The
 * checkout has files that git ignores; the git folder has URLs and headers with tokens (config, FETCH_HEAD, logs),
 * stores of credentials, hooks, and what other worktrees are at.
 */
export interface View {
  hidden: string[];
  readable: string[];
  replaced: Record<string, string>;
}

const NEEDED = ['HEAD', 'info', 'objects', 'packed-refs', 'refs', 'reftable', 'shallow'];

export async function viewOf({ repo, gitDir }: Worktree): Promise<View> {
  const own = path.join(gitDir, 'piv-config');
  const text = await plainConfig(repo.gitDir);
  if ((await readFile(own, 'utf8').catch(() => undefined)) !== text) {
    await writeFile(`${own}.new`, text);
    await rename(`${own}.new`, own);
  }
  const needed = NEEDED.map((name) => path.join(repo.gitDir, name)).filter((entry) => existsSync(entry));
  return {
    // A checkout that is a worktree of another one is beside the git folder of that.
    hidden: [repo.root, path.dirname(repo.gitDir), repo.gitDir, path.join(gitDir, 'config.worktree')],
    readable: [...needed, gitDir, ...(await alternatesOf(repo))],
    replaced: { [path.join(repo.gitDir, 'config')]: own },
  };
}

/**
 * The format of the repository, and how files are compared. Not `extensions.worktreeConfig`: of a worktree of ours
 * that has a configuration of its own nothing is wanted but what the repository's says.
 */
const PLAIN = /^(?<section>core|extensions)\.(?<name>(?!worktreeconfig$)[a-z]+)$/;
const CORE = new Set(
  'repositoryformatversion filemode symlinks ignorecase precomposeunicode autocrlf eol trustctime checkstat'.split(' '),
);
const PLAIN_VALUE = /^[\w.-]*$/;

/** Of each repository, as long as its configuration stays as it was. */
const known = new Map<string, { changed: number; text: string }>();

async function plainConfig(gitDir: string): Promise<string> {
  const file = path.join(gitDir, 'config');
  const { mtimeMs: changed } = await stat(file);
  const before = known.get(gitDir);
  if (before?.changed === changed) return before.text;
  const listed = await git(gitDir, ['config', '--file', file, '--no-includes', '--list', '-z']);
  const lines = listed.split('\0').flatMap((entry) => {
    const [key = '', value = 'true'] = entry.split('\n');
    const { section, name = '' } = PLAIN.exec(key)?.groups ?? {};
    const wanted = section === 'extensions' || (section === 'core' && CORE.has(name));
    return wanted && PLAIN_VALUE.test(value) ? [`[${section}]\n\t${name} = ${value}\n`] : [];
  });
  const text = lines.join('');
  known.set(gitDir, { changed, text });
  return text;
}
