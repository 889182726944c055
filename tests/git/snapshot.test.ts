import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { git } from '../../src/git/git.js';
import { treeOf } from '../../src/git/repository.js';
import { SnapshotRefused, snapshotTree } from '../../src/git/snapshot.js';
import { diffTrees, listTree } from '../../src/git/trees.js';
import { markTree, openWorktree, restoreTree, worktreeDir, type Worktree } from '../../src/git/worktree.js';
import { openRoom, writeFiles, type Room } from './room.js';

const COMMIT = ['-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '--message', 'x'];
const MARK = 'ran-on-the-host';

describe('a snapshot', () => {
  let room: Room;
  let worktree: Worktree;
  let tree: string;
  const at = (name: string) => path.join(worktree.dir, name);
  const changes = async () => diffTrees(room.repo, tree, await snapshotTree(worktree));
  const restored = async () => {
    await markTree(worktree, undefined);
    await restoreTree(worktree, tree);
  };
  const listed = async () => listTree(room.repo, await snapshotTree(worktree));

  beforeEach(async () => {
    room = await openRoom({ 'a.txt': 'a\n', 'deep/b.txt': 'b\n' });
    await git(room.repo.root, ['update-index', '--add', '--cacheinfo', `160000,${room.first},lib`]);
    await git(room.repo.root, ['commit', '--quiet', '--message', 'chore: Have a submodule']);
    const commit = (await git(room.repo.root, ['rev-parse', 'HEAD'])).trim();
    worktree = await openWorktree(room.repo, worktreeDir(room.folder, room.repo, 'thing'), commit);
    tree = await treeOf(room.repo, commit);
    await restoreTree(worktree, tree);
  });
  afterEach(() => room.remove());

  /** A repository with a commit, and changes that git can't judge without the filter that was set for them. */
  async function trap(folder: string): Promise<void> {
    const mark = path.join(room.folder, MARK);
    await mkdir(folder, { recursive: true });
    await git(folder, ['init', '--quiet']);
    await writeFile(path.join(folder, 'f.txt'), 'one\n');
    await git(folder, ['add', '--all']);
    await git(folder, COMMIT);
    await writeFile(path.join(folder, '.gitattributes'), '* filter=mine\n');
    await git(folder, ['config', 'filter.mine.clean', `touch '${mark}'; cat`]);
    await writeFile(path.join(folder, 'f.txt'), 'two\n');
  }

  it('is refused before anything is kept where too much is new, with the names of what is big', async () => {
    const objects = () => git(room.repo.gitDir, ['count-objects']);
    const before = await objects();
    await writeFiles(worktree.dir, { 'out/é.bin': 'x'.repeat(3e6), 'out/small': 'y'.repeat(1e6), 'a.txt': 'b\n' });
    await expect(snapshotTree(worktree, { mb: 3, files: 10 })).rejects.toThrow(
      '4 MB are new or changed, more than 3 MB (PIV_SNAPSHOT_MB), most of them in "out/\\303\\251.bin" (3 MB), out/small (1 MB)',
    );
    await expect(snapshotTree(worktree, { mb: 30, files: 2 })).rejects.toThrow(
      '3 files are new or changed, more than 2 (PIV_SNAPSHOT_FILES), most of them in out/ (2), ./ (1): remove',
    );
    expect(await objects()).toBe(before);
    await snapshotTree(worktree, { mb: 4, files: 3 });
    await rm(at('out'), { recursive: true });
    await snapshotTree(worktree, { mb: 1, files: 1 });
  });

  it('has the files of a repository that was made inside, with a commit or without one', async () => {
    await git(worktree, ['init', '--quiet', 'inner']);
    await git(worktree, ['init', '--quiet', 'inner/"most"/é']);
    await writeFiles(worktree.dir, { 'inner/x.txt': 'x\n', 'inner/"most"/é/y.txt': 'y\n' });
    await git(worktree, ['init', '--quiet', 'empty']);
    await git(worktree, ['init', '--quiet', 'other']);
    await writeFiles(worktree.dir, { 'other/z.txt': 'z\n' });
    await git(at('other'), ['add', '--all']);
    await git(at('other'), COMMIT);
    expect((await changes()).map((change) => change.path)).toEqual([
      'inner/"most"/é/y.txt',
      'inner/x.txt',
      'other/z.txt',
    ]);
    expect((await listed()).filter(({ mode }) => mode === '160000').map((entry) => entry.path)).toEqual(['lib']);
  });

  it.each(['inner', 'lib', 'a.txt'])('runs no filter of a repository that was made at %s', async (name) => {
    await rm(at(name), { recursive: true, force: true });
    await trap(at(name));
    await snapshotTree(worktree);
    await writeFiles(worktree.dir, { [`${name}/f.txt`]: 'two\n' });
    await snapshotTree(worktree);
    await restored();
    expect(existsSync(path.join(room.folder, MARK))).toBe(false);
  });

  it('keeps a submodule at its commit whatever its folder holds, and loses it with its folder', async () => {
    await trap(at('lib'));
    expect(await changes()).toEqual([]);
    await rm(at('lib'), { recursive: true });
    expect(await changes()).toEqual([{ path: 'lib', status: 'deleted' }]);
  });

  it('has each change of a file whose name is hard to write, also where that is no UTF-8', async () => {
    const names = ['a\tb', 'new\nline', '"quoted" \\ name', ' blank ', 'caf\\351', 'Größe 日本', '-x', 'ends in\r'];
    const script = 'for name in "$@"; do printf "%s" "$TEXT" > "$(printf "%b" "$name")"; done';
    const write = (text: string) =>
      execFileSync('bash', ['-c', script, '-', ...names.map((name) => (name === 'caf\\351' ? name : escaped(name)))], {
        cwd: worktree.dir,
        env: { ...process.env, TEXT: text },
      });
    write('one');
    const first = await snapshotTree(worktree);
    write('two');
    const second = await snapshotTree(worktree);
    expect(await diffTrees(room.repo, tree, first)).toHaveLength(names.length);
    expect((await diffTrees(room.repo, first, second)).map(({ status }) => status)).toEqual(
      names.map(() => 'modified'),
    );
    await restored();
    expect(await snapshotTree(worktree)).toBe(tree);
  });

  it('follows a file that becomes a folder, a folder that becomes a file, a link and a mode', async () => {
    await rename(at('a.txt'), at('kept.txt'));
    await writeFiles(worktree.dir, { 'a.txt/in.txt': 'in\n' });
    await rm(at('deep'), { recursive: true });
    await writeFile(at('deep'), 'flat\n');
    await chmod(at('kept.txt'), 0o755);
    await symlink('kept.txt', at('link'));
    const seen = (await listed()).map(({ mode, path: file }) => `${mode} ${file}`);
    expect(seen).toEqual(['100644 a.txt/in.txt', '100644 deep', '100755 kept.txt', '160000 lib', '120000 link']);
    await rm(at('link'));
    await writeFile(at('link'), 'a file\n');
    expect((await listed()).find((entry) => entry.path === 'link')?.mode).toBe('100644');
  });

  it.each([
    [
      'a link to where it went',
      'mv deep moved && ln -s moved deep',
      ['deep added', 'deep/b.txt deleted', 'moved/b.txt added'],
    ],
    [
      'a link that leads out',
      'rm -r deep lib && ln -s .. deep && ln -s /usr lib',
      ['deep added', 'deep/b.txt deleted', 'lib modified'],
    ],
  ])('follows a folder that is %s, and is restored from it', async (_what, command, seen) => {
    execFileSync('bash', ['-c', command], { cwd: worktree.dir });
    expect((await changes()).map((change) => `${change.path} ${change.status}`)).toEqual(seen);
    await restored();
    expect(await snapshotTree(worktree)).toBe(tree);
    expect(await readFile(at('deep/b.txt'), 'utf8')).toBe('b\n');
    expect(existsSync(at('moved'))).toBe(false);
  });

  it.each([
    ['git takes no file of the name .GIT/x', 'mkdir .GIT && echo x > .GIT/x'],
    ['BOM is required in', 'echo "*.x working-tree-encoding=UTF-16" > .gitattributes && echo x > a.x'],
    ['failed to encode', 'echo "*.x working-tree-encoding=nonsense" > .gitattributes && echo x > a.x'],
    ['a.txt: unsupported file type', 'rm a.txt && mkfifo a.txt'],
  ])('is refused to the one who can mend it: %s', async (why, command) => {
    execFileSync('bash', ['-c', command], { cwd: worktree.dir });
    const refused = await snapshotTree(worktree).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SnapshotRefused);
    expect((refused as Error).message).toContain(why);
    await restored();
    expect(await snapshotTree(worktree)).toBe(tree);
  });

  it('is the same where files were only touched, and reads them once', async () => {
    await utimes(at('a.txt'), 1, 1);
    expect(await snapshotTree(worktree)).toBe(tree);
    const index = await readFile(path.join(worktree.gitDir, 'index'), 'hex');
    expect(await snapshotTree(worktree)).toBe(tree);
    expect(await readFile(path.join(worktree.gitDir, 'index'), 'hex')).toBe(index);
    expect(await git(worktree, ['diff-files', '--name-only'])).toBe('');
  });

  it('is taken past pipes in the place of files that git reads', async () => {
    await writeFiles(worktree.dir, { 'sub/new.txt': 'new\n' });
    execFileSync('mkfifo', [at('sub/.gitignore'), at('sub/.gitattributes')]);
    expect((await changes()).map(({ path: changed }) => changed)).toEqual(['sub/new.txt']);
    await restored();
    expect(existsSync(at('sub'))).toBe(false);
  });
});

/** For the %b of printf. */
const escaped = (name: string) => name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
