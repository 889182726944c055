import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../../src/git/git.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { openWorktree, restoreTree } from '../../src/git/worktree.js';
import { openRoom, type Room } from './room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.remove());

it("host git runs no filter of the repository's, also one that was set up after the first look", async () => {
  const { repo, first, folder } = room;
  const mark = path.join(folder, 'ran');
  const worktree = await openWorktree(repo, path.join(folder, 'worktree'), first);
  await restoreTree(worktree, first);
  for (const kind of ['clean', 'smudge'])
    await git(repo.root, ['config', `filter.a.b.${kind}`, `touch '${mark}'; cat`]);
  await git(repo.root, ['config', 'filter.a.b.required', 'true']);
  await writeFile(path.join(worktree.dir, '.gitattributes'), '* filter=a.b\n');
  await writeFile(path.join(worktree.dir, 'new.txt'), 'as it is\n');
  const tree = await snapshotTree(worktree);
  await restoreTree(worktree, first);
  await restoreTree(worktree, tree);
  expect(await room.texts(tree)).toMatchObject({ 'new.txt': 'as it is\n' });
  expect(existsSync(mark)).toBe(false);
});

it("host git runs no filter that is included for worktrees alone, or stands in a file that the repository's configuration includes", async () => {
  const { repo, first, folder } = room;
  const mark = path.join(folder, 'included-ran');
  const filter = `[filter "inc"]\n\tclean = touch '${mark}'; cat\n\tsmudge = touch '${mark}'; cat\n\trequired = true\n`;
  const [worktrees, later] = [path.join(folder, 'for-worktrees'), path.join(folder, 'later')];
  await writeFile(worktrees, filter);
  await writeFile(later, '');
  const include = (name: string, file: string) => execFileSync('git', ['config', name, file], { cwd: repo.root });
  include('includeIf.gitdir:**/worktrees/**.path', worktrees);
  include('include.path', later);
  const worktree = await openWorktree(repo, path.join(folder, 'included'), first);
  await restoreTree(worktree, first);
  await writeFile(path.join(worktree.dir, '.gitattributes'), '*.txt filter=inc\n');
  await writeFile(path.join(worktree.dir, 'new.txt'), 'as it is\n');
  await snapshotTree(worktree);
  await writeFile(later, filter);
  await writeFile(path.join(worktree.dir, 'new.txt'), 'changed\n');
  const tree = await snapshotTree(worktree);
  await restoreTree(worktree, first);
  await restoreTree(worktree, tree);
  expect(existsSync(mark)).toBe(false);
});
