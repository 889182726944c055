import path from 'node:path';
import { deleteRef, setRef } from '../../src/git/refs.js';
import { push } from '../../src/git/remote.js';
import { diffTrees } from '../../src/git/trees.js';
import { snapshotTree } from '../../src/git/snapshot.js';
import { restoreTree } from '../../src/git/worktree.js';
import { runTests } from '../../src/verify/run-tests.js';
import { shell, ways, type Attack } from './attack.js';
import { confinementOf, put, textOf, type Ground } from './ground.js';
import { plainGit } from './plain.js';

const marked = ({ mark }: Ground) => textOf(mark) !== '';
const line = ({ mark }: Ground) => `echo ran >> '${mark}'`;
const inTree = ({ root }: Ground, file: string, text: string, mode?: number) => put(path.join(root, file), text, mode);
const hook = (ground: Ground, name: string) =>
  put(path.join(ground.repo.gitDir, 'hooks', name), `#!/bin/sh\n${line(ground)}\n`, 0o755);
const head = ({ root }: Ground) => plainGit(root, 'rev-parse', 'HEAD').trim();

/** T3: programs that come with the tree. */
export const programs: Attack[] = [
  ways('T3-01', 'a hook in the tree, where hooks are configured to be', {
    prepare: (ground) => {
      plainGit(ground.repo.root, 'config', 'core.hooksPath', '.husky');
      inTree(ground, '.husky/post-index-change', `#!/bin/sh\n${line(ground)}\n`, 0o755);
    },
    ours: async ({ worktree }) => restoreTree(worktree, await snapshotTree(worktree)),
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: marked,
  }),
  shell({
    id: 'T3-02',
    title: 'a script of package.json',
    prepare: (ground) => inTree(ground, 'package.json', JSON.stringify({ scripts: { postinstall: line(ground) } })),
    commands: () => ['npm --offline --no-audit --no-fund --no-update-notifier install'],
    escaped: marked,
  }),
  shell({
    id: 'T3-03',
    title: 'a program of the tree, run by its name',
    prepare: (ground) => inTree(ground, 'configure', `#!/bin/sh\n${line(ground)}\n`, 0o755),
    commands: () => ['./configure'],
    escaped: marked,
  }),
  ways('T3-04', 'a test, run by verification', {
    prepare: (ground) => {
      const test = `require('node:fs').writeFileSync(${JSON.stringify(ground.mark)}, 'ran')`;
      inTree(ground, 'evil.test.js', test);
    },
    ours: (ground) => verify(ground, 'on'),
    plain: (ground) => verify(ground, 'off'),
    escaped: marked,
  }),
];

const verify = (ground: Ground, mode: 'on' | 'off') =>
  runTests({ command: 'node --test' }, { dir: ground.root, confine: confinementOf(ground, mode) }, {});

const filter = (ground: Ground, kind: string, command = `${line(ground)}; cat`) => {
  plainGit(ground.repo.root, 'config', `filter.mine.${kind}`, command);
  inTree(ground, '.gitattributes', '* filter=mine\n');
  inTree(ground, 'new.txt', 'new\n');
};
const restored = async ({ worktree, tree }: Ground) => {
  const made = await snapshotTree(worktree);
  await restoreTree(worktree, tree);
  await restoreTree(worktree, made);
};

/** T4: filter and diff drivers that the repository has, chosen by the tree's attributes. */
export const filters: Attack[] = [
  ways('T4-01', 'a clean filter at a snapshot', {
    prepare: (ground) => filter(ground, 'clean'),
    ours: ({ worktree }) => snapshotTree(worktree),
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: marked,
  }),
  ways('T4-02', 'a smudge filter at a restore', {
    prepare: (ground) => filter(ground, 'smudge'),
    ours: restored,
    plain: ({ root }) => {
      plainGit(root, 'add', '--all');
      plainGit(root, 'rm', '--quiet', '--cached', 'new.txt');
      plainGit(root, 'checkout', 'HEAD', '--', 'a.txt');
      put(path.join(root, 'a.txt'), 'b\n');
      plainGit(root, 'checkout', 'HEAD', '--', 'a.txt');
    },
    escaped: marked,
  }),
  ways('T4-03', 'a filter that stays', {
    prepare: (ground) => filter(ground, 'process', line(ground)),
    ours: restored,
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: marked,
  }),
  ways('T4-04', 'a filter that has to succeed and does not', {
    prepare: (ground) => {
      filter(ground, 'clean', 'false');
      plainGit(ground.repo.root, 'config', 'filter.mine.required', 'true');
    },
    ours: restored,
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: (_, given) => String(given).startsWith('thrown:'),
  }),
  ways('T4-05', 'a diff driver', {
    prepare: (ground) => {
      plainGit(ground.repo.root, 'config', 'diff.mine.command', line(ground));
      inTree(ground, '.gitattributes', '* diff=mine\n');
      inTree(ground, 'a.txt', 'changed\n');
    },
    ours: async ({ worktree, repo, tree }) => diffTrees(repo, tree, await snapshotTree(worktree)),
    plain: ({ root }) => plainGit(root, 'diff'),
    escaped: marked,
  }),
];

/** T5: hooks of plumbing, and refs that a command moves. */
export const refs: Attack[] = [
  ways('T5-01', 'a hook at the move of a ref', {
    prepare: (ground) => hook(ground, 'reference-transaction'),
    ours: ({ repo, commit }) => setRef(repo, 'refs/piv/x', commit),
    plain: ({ repo, commit }) => plainGit(repo.gitDir, 'update-ref', 'refs/piv/x', commit),
    escaped: marked,
  }),
  ways('T5-02', 'a hook at the end of a ref', {
    prepare: (ground) => {
      plainGit(ground.repo.gitDir, 'update-ref', 'refs/piv/x', ground.commit);
      hook(ground, 'reference-transaction');
    },
    ours: ({ repo }) => deleteRef(repo, 'refs/piv/x'),
    plain: ({ repo }) => plainGit(repo.gitDir, 'update-ref', '-d', 'refs/piv/x'),
    escaped: marked,
  }),
  ways('T5-03', 'a hook at a push', {
    prepare: (ground) => {
      plainGit(ground.room, 'init', '--quiet', '--bare', 'remote.git');
      hook(ground, 'pre-push');
    },
    ours: ({ repo, room, commit }) =>
      push(repo, path.join(room, 'remote.git'), { refspecs: [`${commit}:refs/heads/x`] }),
    plain: ({ repo, commit }) => plainGit(repo.root, 'push', '--quiet', '../remote.git', `${commit}:refs/heads/x`),
    escaped: marked,
  }),
  shell({
    id: 'T5-04',
    title: 'a command commits by itself',
    commands: () => ['echo x > x; git add x; git -c user.name=x -c user.email=x@y commit -m mine'],
    escaped: (ground) => head(ground) !== ground.commit,
  }),
  shell({
    id: 'T5-05',
    title: "a command makes a branch in the person's repository",
    commands: ({ commit }) => [`git update-ref refs/heads/mine ${commit}`],
    escaped: ({ repo }) => plainGit(repo.root, 'for-each-ref').includes('refs/heads/mine'),
  }),
];
