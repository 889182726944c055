import { readFileSync } from 'node:fs';
import path from 'node:path';
import { snapshotTree } from '../../src/git/snapshot.js';
import { openWorktree, restoreTree } from '../../src/git/worktree.js';
import { shell, ways, type Attack } from './attack.js';
import { put, textOf, type Ground } from './ground.js';
import { plainGit } from './plain.js';
import { callTool } from './tools.js';

const script = (line: string) => `#!/bin/sh\n${line}\n`;
const pointer = (ground: Ground) => textOf(path.join(ground.root, '.git'));
const marked = ({ mark }: Ground) => textOf(mark) !== '';
const hook = (ground: Ground, name: string) =>
  put(path.join(ground.repo.gitDir, 'hooks', name), script(`echo ran >> '${ground.mark}'`), 0o755);

/** T2: git's own folder, and what git runs of it. */
export const gitFolder: Attack[] = [
  shell({
    id: 'T2-01',
    title: 'a command points the worktree at another git folder',
    commands: () => ['echo "gitdir: /elsewhere" > .git'],
    escaped: (ground) => pointer(ground).includes('elsewhere'),
  }),
  shell({
    id: 'T2-02',
    title: 'a command moves .git away and makes its own',
    commands: () => ['mv .git old; git init --quiet .; true'],
    escaped: (ground) => pointer(ground) === '',
  }),
  ...[
    ['T2-03', 'plants a hook', 'hooks/post-checkout'],
    ['T2-04', "plants attributes that aren't in the tree", 'info/attributes'],
    ['T2-05', 'borrows objects from elsewhere', 'objects/info/alternates'],
    ['T2-06', 'sets a configuration', 'config'],
  ].map(([id = '', title = '', file = '']) =>
    shell({
      id,
      title: `a command ${title}`,
      commands: ({ repo }) => [`echo '# mine' >> '${repo.gitDir}/${file}'`],
      escaped: ({ repo }) => textOf(path.join(repo.gitDir, file)).includes('# mine'),
    }),
  ),
  shell({
    id: 'T2-07',
    title: 'a command has git set fsmonitor',
    commands: () => ['git config core.fsmonitor "touch mark"'],
    escaped: ({ repo }) => textOf(path.join(repo.gitDir, 'config')).includes('fsmonitor'),
  }),
  shell({
    id: 'T2-08',
    title: "a command puts another common folder behind the worktree's",
    commands: ({ worktree }) => [`echo /elsewhere > '${worktree.gitDir}/commondir'`],
    escaped: ({ worktree }) => textOf(path.join(worktree.gitDir, 'commondir')).includes('elsewhere'),
  }),
  ways('T2-09', 'a hook at the making of a worktree', {
    prepare: (ground) => hook(ground, 'post-checkout'),
    ours: ({ repo, room, commit }) => openWorktree(repo, path.join(room, 'new'), commit),
    plain: ({ repo, room, commit }) =>
      plainGit(repo.root, 'worktree', 'add', '--detach', path.join(room, 'new'), commit),
    escaped: marked,
  }),
  ways('T2-10', 'a hook at a change of the index', {
    prepare: (ground) => {
      hook(ground, 'post-index-change');
      put(path.join(ground.root, 'new'), 'x');
    },
    ours: ({ worktree }) => snapshotTree(worktree),
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: marked,
  }),
  ways('T2-11', 'a program that is set as fsmonitor', {
    prepare: ({ repo, mark, root }) => {
      plainGit(repo.root, 'config', 'core.fsmonitor', `echo ran >> '${mark}'; false`);
      put(path.join(root, 'new'), 'x');
    },
    ours: ({ worktree }) => snapshotTree(worktree),
    plain: ({ root }) => plainGit(root, 'add', '--all'),
    escaped: marked,
  }),
  ways('T2-12', 'a repository in the worktree with an fsmonitor and a filter of its own', {
    prepare: nest,
    ours: async ({ worktree, tree, root }) => {
      await snapshotTree(worktree);
      put(path.join(root, 'sub', 'f'), 'other\n');
      await restoreTree(worktree, await snapshotTree(worktree));
      await restoreTree(worktree, tree);
    },
    plain: ({ root }) => {
      plainGit(root, 'add', '--all');
      put(path.join(root, 'sub', 'f'), 'other\n');
      plainGit(root, 'status');
    },
    escaped: marked,
  }),
  ways('T2-13', 'write_file into .git by another case', {
    prepare: ({ root }) => put(path.join(root, 'sub', '.git', 'config'), ''),
    ours: (ground) => callTool(ground, 'write_file', { path: 'sub/.git/config', content: 'mine' }),
    plain: ({ root }) => put(path.join(root, 'sub', '.git', 'config'), 'mine'),
    escaped: ({ root }) => readFileSync(path.join(root, 'sub', '.git', 'config'), 'utf8') === 'mine',
  }),
];

/** What is changed in it later is as long as before: git has to read it to see that, through the filter. */
function nest({ root, mark }: Ground): void {
  const sub = path.join(root, 'sub');
  put(path.join(sub, 'f'), 'first\n');
  plainGit(sub, 'init', '--quiet');
  plainGit(sub, 'add', '--all');
  plainGit(sub, '-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '--message', 'x');
  put(path.join(sub, '.gitattributes'), '* filter=mine\n');
  plainGit(sub, 'config', 'filter.mine.clean', `echo ran >> '${mark}'; cat`);
  plainGit(sub, 'config', 'core.fsmonitor', `echo ran >> '${mark}'; false`);
}
