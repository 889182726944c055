import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRepository, resolveBase, treeOf, type Repository } from '../../src/git/repository.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { diffTrees } from '../../src/git/trees.js';
import { markTree, openWorktree, removeWorktree, restoreTree, worktreeDir } from '../../src/git/worktree.js';
import { runCommand } from '../../src/sandbox/run.js';
import { openRoom, writeFiles, type Room } from './room.js';

/** Git as a person or an agent has it, with none of our settings. */
const plain = (dir: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: dir, encoding: 'utf8', env: { PATH: process.env['PATH'] } }).trim();

/** Each file below a folder, and what is in it. */
async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, 'hex')])));
}

describe('git works where it is told to', () => {
  let room: Room;
  let root: string;
  let home: string;
  beforeEach(async () => {
    room = await openRoom({ 'a.txt': 'a\n', 'deep/b.txt': 'b\n' });
    root = room.repo.root;
    home = path.join(room.folder, 'home');
  });
  afterEach(() => room.remove());

  const open = async (repo: Repository) => {
    const base = await resolveBase(repo);
    const worktree = await openWorktree(repo, worktreeDir(home, repo, 'thing.task-001'), base);
    const tree = await treeOf(repo, base);
    await restoreTree(worktree, tree);
    const again = async () => {
      await markTree(worktree, undefined);
      await restoreTree(worktree, tree);
    };
    return { worktree, dir: worktree.dir, tree, again };
  };

  /** The person's files apart from git's folder, which core.worktree names. Gives what there is to open. */
  const layouts: Record<string, () => Promise<string>> = {
    'a folder whose git folder is elsewhere': async () => {
      await rename(path.join(root, '.git'), path.join(room.folder, 'dots'));
      await writeFile(path.join(root, '.git'), `gitdir: ${room.folder}/dots\n`);
      plain(root, 'config', 'core.worktree', root);
      return root;
    },
    'a submodule': async () => {
      const above = path.join(room.folder, 'above');
      await mkdir(above);
      plain(above, 'init', '--quiet');
      plain(above, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', root, 'lib');
      return path.join(above, 'lib');
    },
    'a linked worktree of such a folder': async () => {
      plain(await layouts['a folder whose git folder is elsewhere']!(), 'worktree', 'add', '--quiet', '../linked');
      return path.join(room.folder, 'linked');
    },
  };

  it.each(Object.keys(layouts))('in %s, also where the configuration is read otherwise meanwhile', async (layout) => {
    const checkout = await layouts[layout]!();
    await writeFiles(checkout, { 'a.txt': 'edited\n', 'mine.txt': 'not committed\n' });
    const repo = await openRepository(checkout);
    if (layout === 'a submodule') plain(checkout, 'config', 'extensions.worktreeConfig', 'true');
    const persons = async () => [
      await contents(checkout),
      await contents(path.join(repo.gitDir, 'objects')),
      await readFile(path.join(repo.gitDir, 'HEAD'), 'utf8'),
      await readFile(path.join(repo.gitDir, 'index'), 'hex'),
    ];
    const before = await persons();
    const { worktree, dir, tree, again } = await open(repo);
    plain(checkout, 'config', 'extensions.worktreeConfig', 'true');
    const config = await readFile(path.join(repo.gitDir, 'config'), 'utf8');
    await again();
    expect(plain(dir, 'rev-parse', '--show-toplevel')).toBe(dir);
    expect(plain(dir, 'status', '--porcelain')).toBe('');
    expect(await snapshotTree(worktree)).toBe(tree);
    expect(await persons()).toEqual(before);
    await writeFiles(dir, { 'new.txt': 'new\n' });
    expect(await diffTrees(repo, tree, await snapshotTree(worktree))).toEqual([{ path: 'new.txt', status: 'added' }]);
    await again();
    await removeWorktree(repo, dir);
    expect(await contents(checkout)).toEqual(before[0]);
    expect(await readFile(path.join(repo.gitDir, 'config'), 'utf8')).toBe(config);
  });

  it('where a command has removed or replaced .git, in a repository around', async () => {
    const around = room.folder;
    await writeFiles(around, { 'notes.txt': 'mine\n', '.gitignore': 'home/\nrepository/\n' });
    plain(around, 'init', '--quiet');
    plain(around, 'add', 'notes.txt');
    await writeFiles(around, { 'notes.txt': 'edited\n' });
    const index = await readFile(path.join(around, '.git', 'index'), 'hex');
    const { worktree, dir, tree, again } = await open(room.repo);
    const confine = { mode: 'off' as const, root: dir, readable: [], network: false as const, commandPath: [] };
    const ran = await runCommand('rm .git; git add --all', confine, { timeoutMs: 10_000 });
    expect(ran.output).toContain('not a git repository');
    expect(await snapshotTree(worktree)).toBe(tree);
    await again();
    plain(dir, 'init', '--quiet');
    await writeFiles(dir, { 'new.txt': 'new\n' });
    expect(await diffTrees(room.repo, tree, await snapshotTree(worktree))).toHaveLength(1);
    await again();
    expect(await readFile(path.join(around, '.git', 'index'), 'hex')).toBe(index);
    expect(await readFile(path.join(around, 'notes.txt'), 'utf8')).toBe('edited\n');
    const anew = await open(room.repo);
    expect(plain(anew.dir, 'rev-parse', '--absolute-git-dir')).toBe(anew.worktree.gitDir);
  });

  it('or not at all, where a link stands in place of the worktree', async () => {
    const { dir, again } = await open(room.repo);
    const persons = path.join(room.folder, 'persons');
    await writeFiles(persons, { 'mine.txt': 'mine\n' });
    await rename(dir, `${dir}.moved`);
    await symlink(persons, dir);
    await expect(again()).rejects.toThrow(
      `git takes ${persons} for the files of the worktree ${dir}: nothing was done`,
    );
    expect(await contents(persons)).toEqual({
      [path.join(persons, 'mine.txt')]: Buffer.from('mine\n').toString('hex'),
    });
  });

  it('with nothing of the person, the host or their file system in what a commit holds', async () => {
    const settings = {
      'core.excludesFile': path.join(room.folder, 'ignored'),
      'core.ignoreCase': 'true',
      'core.fileMode': 'false',
      'core.symlinks': 'false',
      'core.autocrlf': 'true',
      'core.splitIndex': 'true',
      'core.sparseCheckout': 'true',
      'diff.ignoreSubmodules': 'all',
      'worktree.useRelativePaths': 'true',
    };
    for (const [name, value] of Object.entries(settings)) plain(root, 'config', name, value);
    const ignored = 'by-*\nrun.sh\n';
    await writeFiles(room.folder, {
      ignored,
      'person/.config/git/ignore': ignored,
      'person/.config/git/attributes': '* text eol=crlf\n',
      'repository/.git/info/exclude': ignored,
      'repository/.git/info/attributes': '* text eol=crlf\n*.txt -diff\n',
      'repository/.git/info/sparse-checkout': '/a.txt\n',
    });
    const config = await readFile(path.join(root, '.git', 'config'), 'utf8');
    const person = process.env['HOME'];
    process.env['HOME'] = path.join(room.folder, 'person');
    try {
      const { worktree, dir, tree } = await open(room.repo);
      expect(await snapshotTree(worktree)).toBe(tree);
      await writeFiles(dir, { 'by-name.txt': 'x\r\n', 'A.txt': 'A\n', 'run.sh': 'true\n' });
      await chmod(path.join(dir, 'run.sh'), 0o755);
      await symlink('a.txt', path.join(dir, 'by-link'));
      const made = await snapshotTree(worktree);
      expect(plain(root, 'ls-tree', '-r', '--format=%(objectmode) %(path)', made).split('\n')).toEqual(
        [
          '100644 A.txt',
          '100644 a.txt',
          '100644 by-name.txt',
          '120000 by-link',
          '100644 deep/b.txt',
          '100755 run.sh',
        ].toSorted((a, b) => (a.slice(7) < b.slice(7) ? -1 : 1)),
      );
      expect(await room.texts(made)).toMatchObject({ 'by-name.txt': 'x\r\n', 'a.txt': 'a\n' });
    } finally {
      process.env['HOME'] = person;
    }
    expect(await readFile(path.join(root, '.git', 'config'), 'utf8')).toBe(config);
    expect((await readdir(path.join(root, '.git'))).filter((name) => name.startsWith('sharedindex'))).toEqual([]);
  });

  it('and fetches what a partial clone has not', async () => {
    plain(root, 'config', 'uploadpack.allowFilter', 'true');
    plain(root, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    const partial = path.join(room.folder, 'partial');
    plain(room.folder, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${root}`, partial);
    const { dir } = await open(await openRepository(partial));
    expect(await readFile(path.join(dir, 'deep/b.txt'), 'utf8')).toBe('b\n');
    await rm(dir, { recursive: true });
  });
});
