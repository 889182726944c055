import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { landTaskActivity, prepareLandingActivity, type LandTask } from '../../src/activities/land-task.js';
import { git } from '../../src/git/git.js';
import { branchRef } from '../../src/git/names.js';
import { refTip } from '../../src/git/repository.js';
import { overlay } from '../../src/git/trees.js';
import { openBench, runActivity, type Bench } from './bench.js';

describe('landing', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  const land = (input: LandTask) => runActivity(landTaskActivity(), input);
  const prepare = (known: string, { place, task, tip, tree }: LandTask) =>
    runActivity(prepareLandingActivity(), { place, task, base: known, known, taskBase: tip, tree });

  it('makes one commit however often it is run, and finds it afterwards', async () => {
    const { repo, input } = await proven(bench, 'twice');
    const first = await land(input);
    const again = await land(input);
    expect(again).toEqual(first);
    const commits = await git(repo.gitDir, ['rev-list', `${input.tip}..${branchRef('twice')}`]);
    expect({ commit: commits.trim() }).toEqual(first);
    expect(await prepare(input.tip, input)).toEqual({ is: 'landed', commit: commits.trim(), tip: commits.trim() });
  });

  it('moves nothing when the branch stands elsewhere by now', async () => {
    const { repo, input } = await proven(bench, 'moved');
    const theirs = await commitOn(repo.gitDir, input.tip, 'docs: A commit of a person');
    await git(repo.gitDir, ['update-ref', branchRef('moved'), theirs]);
    expect(await land(input)).toEqual({ moved: true });
    expect(await refTip(repo, branchRef('moved'))).toBe(theirs);
    expect(await prepare(input.tip, input)).toMatchObject({ is: 'ready', tip: theirs });
  });

  it('waits while the branch is checked out somewhere', async () => {
    const { repo, input } = await proven(bench, 'held');
    await git(repo.root, ['checkout', '--quiet', 'piv/held']);
    expect(await prepare(input.tip, input)).toEqual({ is: 'held', checkedOut: repo.root });
  });
});

/** A feature's branch at its base, and the tree of a task whose only change is that a file is gone. */
async function proven(bench: Bench, name: string) {
  const { repo, place, commit, tree } = await bench.repository(name);
  await git(repo.gitDir, ['update-ref', branchRef(name), commit]);
  const input: LandTask = {
    place,
    task: 'task-001',
    tip: commit,
    tree: await overlay(repo, tree, [], ['README.md']),
    date: '2026-01-02T03:04:05.678Z',
    subject: 'docs: Drop the README',
    body: 'Nobody reads it.',
  };
  return { repo, input };
}

async function commitOn(gitDir: string, parent: string, message: string): Promise<string> {
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@localhost'];
  return (await git(gitDir, [...who, 'commit-tree', `${parent}^{tree}`, '-p', parent, '-m', message])).trim();
}
