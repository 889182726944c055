import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeBranch } from '../../src/git/branch.js';
import { git } from '../../src/git/git.js';
import { lostWorktrees } from '../../src/git/leavings.js';
import { emptyBranch, passingRefs, runThatStarted, slugOfWorktree } from '../../src/git/leftovers.js';
import { keepProof } from '../../src/git/record.js';
import { treeOf } from '../../src/git/repository.js';
import { holdWork } from '../../src/git/work.js';
import { openWorktree, worktreeDir } from '../../src/git/worktree.js';
import { DATE, openRoom, type Room } from './room.js';

describe('what is left in a repository', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room.remove());

  it('are worktrees of ours whose folder is gone, below whichever home; none of a person', async () => {
    const { repo, first, folder } = room;
    const dirs = ['one', 'two'].map((home) => worktreeDir(path.join(folder, home), repo, 'login.task-001'));
    for (const dir of dirs) await openWorktree(repo, dir, first);
    const persons = path.join(folder, 'worktrees', 'mine');
    await git(repo.root, ['worktree', 'add', '--detach', persons]);
    for (const dir of [dirs[0]!, persons]) await rm(dir, { recursive: true });
    expect(await lostWorktrees(repo)).toEqual([dirs[0]]);
    expect(slugOfWorktree(dirs[0]!)).toBe('login');
  });

  it('are the refs of each feature, save its branch and its record', async () => {
    const { repo, first } = room;
    const tree = await treeOf(repo, first);
    await makeBranch(repo, { slug: 'login', base: first, run: 'run-1', date: DATE });
    await holdWork(repo, 'login', 'red', { task: 'task-001', tree, base: first });
    await keepProof(repo, 'login', 'task-001', { green: tree }, DATE);
    await makeBranch(repo, { slug: 'search', base: first, run: 'run-2', date: DATE });
    await keepProof(repo, 'finished', 'task-001', { green: tree }, DATE);
    expect(await passingRefs(repo)).toEqual(
      new Map([
        ['login', ['refs/piv/login/start', 'refs/piv/login/task-001/red']],
        ['search', ['refs/piv/search/start']],
      ]),
    );
  });

  it('is a branch with nothing on it, of a feature that had done nothing', async () => {
    const { repo, first } = room;
    const begin = (slug: string) => makeBranch(repo, { slug, base: first, run: 'run-1', date: DATE });
    for (const slug of ['begun', 'worked', 'grown', 'open']) await begin(slug);
    await git(repo.gitDir, ['branch', '--force', 'piv/grown', await room.commit({ 'b.txt': 'b\n' }, first)]);
    await holdWork(repo, 'worked', 'work', { task: 'task-001', tree: await treeOf(repo, first), base: first });
    await git(repo.root, ['checkout', '--quiet', 'piv/open']);
    const empty: (string | undefined)[] = [];
    for (const [slug, refs] of await passingRefs(repo)) if (await emptyBranch(repo, slug, refs)) empty.push(slug);
    expect(empty).toEqual(['begun']);
  });

  it('says for which run it was made, as long as that is written down', async () => {
    const { repo, first } = room;
    await makeBranch(repo, { slug: 'login', base: first, run: 'run-1', date: DATE });
    expect(await runThatStarted(repo, 'login')).toBe('run-1');
    expect(await runThatStarted(repo, 'search')).toBeUndefined();
  });
});
