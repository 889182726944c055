import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, run, writeFile, type Call } from '../../examples/user-authentication/script/calls.js';
import { runToolsActivity, type RunTools } from '../../src/activities/run-tools.js';
import { git } from '../../src/git/git.js';
import { workRef } from '../../src/git/names.js';
import { fileAt, refTip, treeOf } from '../../src/git/repository.js';
import { diffTrees } from '../../src/git/trees.js';
import { worktreeDir } from '../../src/git/worktree.js';
import { writeFiles } from '../git/room.js';
import { activityEnvironment, openBench, runActivity, type Bench } from './bench.js';
import { held } from './held.js';

type Place = Awaited<ReturnType<Bench['repository']>>;

describe('runTools', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  const runTools = (input: RunTools) => runActivity(runToolsActivity(bench.dependencies()), input);

  it('leaves the same tree and the same answer when it is run twice, whatever the calls add to', async () => {
    const at = await bench.repository('twice');
    const input = turn(at, [writeFile('src/new.js', 'export {};\n'), run('echo more >> README.md && cat README.md')]);
    const first = await runTools(input);
    const again = await runTools(input);
    expect(again.tree).toBe(first.tree);
    expect(again.results.map(said)).toEqual(first.results.map(said));
    expect(await fileAt(at.repo, again.tree, 'README.md')).toMatch(/[^e]\nmore\n$/);
  });

  it('starts from the tree it is told, not from what an attempt that was cut has left', async () => {
    const at = await bench.repository('cut');
    const dir = worktreeDir(bench.dependencies().config.home, at.repo, 'cut.task-001');
    const cut = activityEnvironment();
    const half = turn(at, [run('echo half > half.txt && echo half > README.md && sleep 60')]);
    const ended = runActivity(runToolsActivity(bench.dependencies()), half, cut).catch((error: unknown) => error);
    while (!existsSync(path.join(dir, 'half.txt'))) await sleep(20);
    cut.cancel();
    expect(await ended).toBeInstanceOf(Error);
    const { tree } = await runTools(turn(at, [run('echo whole > whole.txt')]));
    expect(await fileAt(at.repo, tree, 'whole.txt')).toBe('whole\n');
    expect(await fileAt(at.repo, tree, 'half.txt')).toBeUndefined();
    expect(await fileAt(at.repo, tree, 'README.md')).toBe(await fileAt(at.repo, at.tree, 'README.md'));
  });

  it('keeps what it made reachable under the hidden ref of the task, and touches nothing else', async () => {
    const at = await bench.repository('kept');
    const { tree } = await runTools(turn(at, [writeFile('src/new.js', 'export {};\n')]));
    expect(await treeOf(at.repo, workRef('kept', 'task-001'))).toBe(tree);
    expect(await refTip(at.repo, 'refs/heads/main')).toBe(at.commit);
    expect(existsSync(path.join(at.repo.root, 'src', 'new.js'))).toBe(false);
  });

  it('says of what is written into a submodule that nobody would keep it', async () => {
    const at = await withSubmodule(await bench.repository('submodules'), 'lib');
    const { tree } = at;
    const begun = (calls: Call[]) => turn(at, calls);

    const byTool = await runTools(begun([writeFile('lib/a.txt', 'a\n'), writeFile('b.txt', 'b\n')]));
    expect(byTool.results.map(said)[0]).toContain("lib is a submodule: its files are another repository's");
    expect(await fileAt(at.repo, byTool.tree, 'b.txt')).toBe('b\n');

    const byCommand = await runTools(begun([run('echo a > lib/a.txt'), run('ls lib')]));
    expect(byCommand.tree).toBe(tree);
    expect(byCommand.results.map(said)[1]).toMatch(/a\.txt[^]*What was written below lib is removed/);
    expect(byCommand.results.map(({ is_error: wrong }) => wrong ?? false)).toEqual([false, true]);
    expect((await runTools(begun([run('ls lib')]))).results.map(said)[0]).not.toContain('a.txt');

    const removed = await runTools(begun([run('rm -r lib .gitmodules')]));
    expect((await diffTrees(at.repo, tree, removed.tree)).map(({ status }) => status)).toEqual(['deleted', 'deleted']);
  });

  it("leaves a person's folder as it is that a link has put in the place of a package's, and says so", async () => {
    const texts = { 'vendor/package.json': '{}\n', 'vendor/ours.js': 'ours\n' };
    const at = await withSubmodule(await bench.repository('linked'), 'vendor/lib', texts);
    const person = path.join(bench.room, 'person');
    await writeFiles(person, { 'package.json': 'mine\n', 'lib/mine.js': 'mine\n' });
    const before = await held(person);
    const named = ['vendor/package.json', 'vendor/lib/mine.js', 'vendor/lib/new.js'];
    const files = [...named, 'vendor/mine.js'];

    const link = run(`rm -r vendor && ln -s '${person}' vendor`);
    const calls = [link, readFile(named[0]!), ...named.map((file) => writeFile(file, 'ours\n'))];
    const linked = await runTools({ ...turn(at, calls), files });
    expect(linked.results.map(({ is_error: wrong }) => wrong ?? false)).toEqual([false, true, true, true, true]);
    for (const { content } of linked.results.slice(1)) expect(content).toContain('outside the repository');
    const changes = await diffTrees(at.repo, at.tree, linked.tree);
    expect(changes.map((change) => `${change.path} ${change.status}`)).toContain('vendor added');
    expect(await fileAt(at.repo, linked.tree, 'vendor')).toBe(person);

    // From the tree before the link, back to the link, and away with it.
    const again = await runTools({ ...turn(at, [writeFile('vendor/ours.js', 'more\n')]), files });
    expect(await fileAt(at.repo, again.tree, 'vendor/ours.js')).toBe('more\n');
    const back = { ...turn(at, [run('true')]), files };
    expect((await runTools({ ...back, tree: linked.tree })).tree).toBe(linked.tree);
    expect((await runTools(back)).tree).toBe(at.tree);
    expect(await held(person)).toEqual(before);
  });

  it('says what git can not take, and leaves all files as they were', async () => {
    const at = await bench.repository('untakable');
    const attributes = writeFile('.gitattributes', '*.ps1 working-tree-encoding=UTF-16LE-BOM\n');
    const { tree, results } = await runTools(turn(at, [attributes, writeFile('a.ps1', 'plain')]));
    expect(tree).toBe(at.tree);
    expect(results.map(({ is_error }) => is_error)).toEqual([undefined, true]);
    expect(results[1]?.content).toMatch(/again as they were before .*: failed to encode 'a.ps1' from UTF-16LE-BOM/);
    const look = await runTools(turn(at, [run('ls -A')]));
    expect(look.results[0]?.content).not.toMatch(/a\.ps1|\.gitattributes/);
  });

  it('says of files that a .gitignore has kept out of the tree, by a tool or as planned', async () => {
    const at = await bench.repository('ignored');
    const files = ['out/planned.js', '../elsewhere.js', 'src/new.js'];
    const begun = (calls: Call[]) => ({ ...turn(at, calls), files });
    const made = [writeFile('.gitignore', 'out/\n'), run('mkdir out && echo 1 > out/planned.js && echo 1 > out/other')];
    const first = await runTools(begun([...made, writeFile('out/tool.js', '1\n'), writeFile('src/new.js', '1\n')]));
    expect(first.results.at(-1)?.content).toMatch(
      /In no commit, as a \.gitignore .*: out\/planned\.js, out\/tool\.js\. /,
    );
    const later = await runTools({ ...begun([run('true')]), tree: first.tree });
    expect(later.results[0]?.content).not.toContain('In no commit');
  });

  it('leaves all as it is in a stage that only reads, whatever its commands do', async () => {
    const at = await bench.repository('looking');
    const { task: _task, ...begun } = turn(at, [
      run('echo x > README.md; echo x > new.txt; git log --oneline | wc -l'),
    ]);
    const look = (calls: RunTools['calls'] = begun.calls) =>
      runTools({ ...begun, stage: 'prime', worktree: 'read', calls });
    for (const sandbox of [at.place.sandbox, 'off'] as const) {
      begun.place = { ...at.place, sandbox };
      const { tree, results } = await look();
      expect(tree).toBe(at.tree);
      expect(results[0]?.content).toMatch(/\n1$/);
      const after = await look(turn(at, [run('cat README.md; ls')]).calls);
      expect(after.results[0]?.content).not.toMatch(/^x$|new\.txt/m);
    }
  });

  it('gives back the tree that it got when the calls only read', async () => {
    const at = await bench.repository('reading');
    const { tree, results } = await runTools(turn(at, [readFile('AGENTS.md')]));
    expect(tree).toBe(at.tree);
    expect(results[0]?.is_error).toBeUndefined();
    expect(await refTip(at.repo, workRef('reading', 'task-001'))).toBeUndefined();
  });
});

function turn({ place, commit, tree }: Place, calls: Call[]): RunTools {
  return {
    place,
    stage: 'green',
    task: 'task-001',
    worktree: 'task-001',
    commit,
    tree,
    calls: calls.map((call, at) => ({ type: 'tool_use', id: `call-${at}`, ...call })),
    fingerprint: '',
    commands: {},
    testFiles: ['test/**'],
    sealed: [],
  };
}

/** The same repository with a commit more, which has a submodule there, and these files. */
async function withSubmodule(at: Place, folder: string, texts: Record<string, string> = {}): Promise<Place> {
  const { root } = at.repo;
  await writeFiles(root, { '.gitmodules': `[submodule "lib"]\n\tpath = ${folder}\n\turl = ../lib\n`, ...texts });
  await git(root, ['add', '.gitmodules', ...Object.keys(texts)]);
  await git(root, ['update-index', '--add', '--cacheinfo', `160000,${at.commit},${folder}`]);
  await git(root, ['-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '--message', 'x']);
  const commit = (await git(root, ['rev-parse', 'HEAD'])).trim();
  return { ...at, commit, tree: await treeOf(at.repo, commit) };
}

/** The time that a command took differs from run to run. */
const said = ({ content }: { content: string }) => content.replace(/\d+\.\d s/, '');
