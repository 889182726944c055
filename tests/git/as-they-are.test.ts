import { chmod, lstat, mkdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { writeCommit } from '../../src/git/commit.js';
import { git } from '../../src/git/git.js';
import { mergeTrees } from '../../src/git/land.js';
import { peculiaritiesOf } from '../../src/git/peculiarities.js';
import { openRepository, resolveBase, treeOf, type Repository } from '../../src/git/repository.js';
import { diffTrees } from '../../src/git/trees.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { markTree, openWorktree, removeWorktree, restoreTree, type Worktree } from '../../src/git/worktree.js';
import { AUTHOR, DATE, openRoom, type Room } from './room.js';

/** Root may write anywhere: as root, goes on as "nobody", who is given the folder. */
async function becomeOwner(folder: string): Promise<{ end(): void }> {
  if (process.geteuid?.() !== 0) return { end: () => undefined };
  const NOBODY = 65_534;
  await promisify(execFile)('chown', ['-R', String(NOBODY), folder]);
  process.seteuid?.(NOBODY);
  return { end: () => process.seteuid?.(0) };
}

/** Repositories as people have them: what is in a worktree of ours is what is in git, byte for byte, and back. */
describe('a repository', () => {
  let room: Room;
  afterEach(() => room.remove());

  async function open(files: Record<string, string>, prepare?: (root: string) => Promise<void>): Promise<string> {
    room = await openRoom(files);
    const { root } = room.repo;
    await prepare?.(root);
    await git(root, ['add', '--all']);
    await git(root, ['commit', '--quiet', '--allow-empty', '--message', 'chore: More']);
    return (await git(root, ['rev-parse', 'HEAD'])).trim();
  }

  /** A worktree at the commit, whose snapshot has to be the commit's own tree; then a change, which is all that changes. */
  async function roundTrip(repo: Repository, commit: string): Promise<Worktree> {
    const tree = await treeOf(repo, commit);
    const worktree = await openWorktree(repo, path.join(room.folder, 'home', 'worktree'), commit);
    await restoreTree(worktree, tree);
    expect(await snapshotTree(worktree)).toBe(tree);
    await writeFile(path.join(worktree.dir, 'new file.txt'), 'new\n');
    const changed = await snapshotTree(worktree);
    expect(await diffTrees(repo, tree, changed)).toEqual([{ path: 'new file.txt', status: 'added' }]);
    return worktree;
  }

  it('with spaces, Unicode in both forms, quotes, newlines and leading dashes in names is taken as it is', async () => {
    const names = [
      'a b/ c .txt',
      'Größe/日本.txt',
      'cafe\u0301.txt',
      'caf\u00e9.txt',
      '-x.txt',
      `it's "so".txt`,
      'a\nb.txt',
    ];
    const commit = await open(Object.fromEntries(names.map((name) => [name, `${name}\n`])));
    const { dir } = await roundTrip(room.repo, commit);
    for (const name of names) expect(await readFile(path.join(dir, name), 'utf8')).toBe(`${name}\n`);
  });

  it.each([
    ['as they are', ''],
    ['where the repository converts them', '* text=auto\n*.bat text eol=crlf\n'],
  ])('with Windows line ends keeps them %s', async (_what, attributes) => {
    const commit = await open(
      { 'a.bat': 'one\r\ntwo\r\n', 'mixed.txt': 'one\r\ntwo\n', '.gitattributes': attributes },
      (root) => git(root, ['config', 'core.autocrlf', attributes ? 'true' : 'false']).then(() => undefined),
    );
    const { dir } = await roundTrip(room.repo, commit);
    expect(await readFile(path.join(dir, 'a.bat'), 'utf8')).toBe('one\r\ntwo\r\n');
  });

  it('with executable bits and symbolic links, also to nowhere, keeps both', async () => {
    const commit = await open({ 'run.sh': 'true\n', 'a/b.txt': 'b\n' }, async (root) => {
      await chmod(path.join(root, 'run.sh'), 0o755);
      await symlink('a/b.txt', path.join(root, 'link'));
      await symlink('/nowhere/at all', path.join(root, 'broken'));
    });
    const { dir } = await roundTrip(room.repo, commit);
    expect((await stat(path.join(dir, 'run.sh'))).mode & 0o111).not.toBe(0);
    expect((await lstat(path.join(dir, 'link'))).isSymbolicLink()).toBe(true);
    expect(await readlink(path.join(dir, 'broken'))).toBe('/nowhere/at all');
  });

  it('with hooks and signing gets commits without either, as nobody is there to be asked', async () => {
    const commit = await open({ 'a.txt': 'a\n' }, async (root) => {
      const hook = path.join(root, '.git', 'hooks', 'pre-commit');
      await mkdir(path.dirname(hook), { recursive: true });
      await git(root, ['config', 'user.signingkey', 'nobody']);
      await writeFile(hook, `#!/bin/sh\ntouch '${root}/hook-ran'; exit 1\n`, { mode: 0o755 });
    });
    await git(room.repo.root, ['config', 'commit.gpgsign', 'true']);
    const worktree = await roundTrip(room.repo, commit);
    const tree = await snapshotTree(worktree);
    const made = await writeCommit(room.repo, {
      tree,
      parents: [commit],
      message: 'feat: x',
      author: AUTHOR,
      date: DATE,
    });
    expect(await git(room.repo.root, ['cat-file', 'commit', made])).not.toContain('gpgsig');
    expect(existsSync(path.join(room.repo.root, 'hook-ran'))).toBe(false);
  });

  it('with a detached HEAD and a dirty tree is worked on from its commit, and left as it was', async () => {
    const commit = await open({ 'a.txt': 'a\n' });
    const { root } = room.repo;
    await git(root, ['checkout', '--quiet', '--detach', commit]);
    await writeFile(path.join(root, 'a.txt'), 'mine\n');
    expect(await resolveBase(room.repo)).toBe(commit);
    const { dir } = await roundTrip(room.repo, commit);
    expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe('a\n');
    expect(await readFile(path.join(root, 'a.txt'), 'utf8')).toBe('mine\n');
    expect(await git(root, ['status', '--porcelain'])).toBe(' M a.txt\n');
  });

  it('that is checked out sparsely has all of its files in our worktrees', async () => {
    const commit = await open({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n' });
    await git(room.repo.root, ['sparse-checkout', 'set', 'in']);
    expect(existsSync(path.join(room.repo.root, 'out'))).toBe(false);
    const { dir } = await roundTrip(room.repo, commit);
    expect(await readFile(path.join(dir, 'out/b.txt'), 'utf8')).toBe('b\n');
    expect(existsSync(path.join(room.repo.root, 'out'))).toBe(false);
  });

  it('that is a shallow clone is worked on and merged from where its history begins', async () => {
    await open({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const shallow = path.join(room.folder, 'shallow');
    await git(room.folder, ['clone', '--quiet', '--depth', '1', `file://${room.repo.root}`, shallow]);
    const repo = await openRepository(shallow);
    const base = await resolveBase(repo);
    await roundTrip(repo, base);
    const side = async (file: string) => {
      const worktree = await openWorktree(repo, path.join(room.folder, 'home', file), base);
      await restoreTree(worktree, await treeOf(repo, base));
      await writeFile(path.join(worktree.dir, file), 'changed\n');
      return snapshotTree(worktree);
    };
    const [ours, theirs] = [await side('a.txt'), await side('b.txt')];
    const [tip, work] = await Promise.all(
      [ours, theirs].map((tree) =>
        writeCommit(repo, {
          tree,
          parents: [base],
          message: 'feat: x',
          author: AUTHOR,
          date: DATE,
        }),
      ),
    );
    expect(await mergeTrees(repo, tip!, work!, base)).toMatchObject({ tree: expect.stringMatching(/^[0-9a-f]{40}$/) });
  });

  it('in whose worktree a command has closed a folder is restored and removed all the same, by its owner', async () => {
    const commit = await open({ 'kept/a.txt': 'a\n' });
    const asOwner = await becomeOwner(room.folder);
    try {
      const worktree = await roundTrip(room.repo, commit);
      for (const folder of ['kept', 'made/inner']) {
        await mkdir(path.join(worktree.dir, folder), { recursive: true });
        await writeFile(path.join(worktree.dir, folder, 'left.txt'), 'left\n');
        await chmod(path.join(worktree.dir, folder), 0o500);
      }
      await markTree(worktree, undefined);
      const tree = await treeOf(room.repo, commit);
      await restoreTree(worktree, tree);
      expect(await snapshotTree(worktree)).toBe(tree);
      await chmod(path.join(worktree.dir, 'kept'), 0o500);
      await removeWorktree(room.repo, worktree.dir);
      expect(existsSync(worktree.dir)).toBe(false);
    } finally {
      asOwner.end();
    }
  });

  it('that is bare is refused, with what to give instead', async () => {
    room = await openRoom();
    await git(room.folder, ['clone', '--quiet', '--bare', room.repo.root, 'bare.git']);
    const bare = path.join(room.folder, 'bare.git');
    await expect(openRepository(bare)).rejects.toThrow(`repo: ${bare} is a bare repository; give a checkout of it`);
  });

  it('with submodules and Git LFS is worked on without what these bring, and says so', async () => {
    const attributes = '*.bin filter=lfs diff=lfs merge=lfs -text\n';
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    const commit = await open({ '.gitattributes': attributes, 'a.bin': pointer }, async (root) => {
      await mkdir(path.join(root, 'lib', 'sub'), { recursive: true });
      await git(root, ['update-index', '--add', '--cacheinfo', `160000,${room.first},lib/sub`]);
    });
    for (const [name, value] of Object.entries({ smudge: 'false', clean: 'false', required: 'true' })) {
      await git(room.repo.root, ['config', `filter.lfs.${name}`, value]);
    }
    const { dir } = await roundTrip(room.repo, commit);
    expect(await readFile(path.join(dir, 'a.bin'), 'utf8')).toBe(pointer);
    expect(await peculiaritiesOf(room.repo, await treeOf(room.repo, commit))).toEqual([
      'submodules are empty folders in our worktrees: lib/sub',
      'files with the filter "lfs" stay as git has them, pointers to what Git LFS keeps: no filter is run, nor on what a task writes',
    ]);
  });
});
