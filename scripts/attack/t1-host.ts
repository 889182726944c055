import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { keepSetUp, takeSetUp } from '../../src/activities/kept-set-up.js';
import { freeze } from '../../src/activities/freeze.js';
import { writeStamp } from '../../src/activities/setup-stamp.js';
import { emptyAgain } from '../../src/git/submodules.js';
import { openWorktree, type Worktree } from '../../src/git/worktree.js';
import { openReports } from '../../src/verify/own-reports.js';
import { ways, type Attack } from './attack.js';
import { confinementOf, put, SECRET, textOf, type Ground } from './ground.js';

const WEB = 'packages/web';
const MODULES = `${WEB}/node_modules`;
const at = (ground: Ground, ...names: string[]) => path.join(ground.root, ...names);
const theirs = (ground: Ground, ...names: string[]) => path.join(ground.outside, ...names);
const isGone = (name: string) => (ground: Ground) => textOf(theirs(ground, name)) !== SECRET;

/** A folder of the worktree is a link to somebody else's, which has the same in it. */
function linked(ground: Ground, folder: string, inside: string): void {
  put(theirs(ground, inside), SECRET);
  if (existsSync(at(ground, folder))) renameSync(at(ground, folder), at(ground, 'away'));
  mkdirSync(path.dirname(at(ground, folder)), { recursive: true });
  symlinkSync(ground.outside, at(ground, folder));
}

/** Set-up has installed something, which is kept for other worktrees. */
async function installed(ground: Ground, file: string, text: string): Promise<void> {
  put(at(ground, '.gitignore'), 'node_modules/\n');
  put(at(ground, MODULES, file), text);
  await writeStamp(ground.worktree, { wanted: 'npm ci', made: [`${MODULES}/`] });
  await keepSetUp(ground.worktree, 'feature');
}

const sibling = (ground: Ground, name: string) => path.join(path.dirname(ground.root), name);
const other = ({ repo, commit, ...ground }: Ground): Promise<Worktree> =>
  openWorktree(repo, sibling({ repo, commit, ...ground }, 'feature.task-002'), commit);

/** T1: what the host itself does in a worktree where a command has left a link. */
export const onTheHost: Attack[] = [
  ways('T1-18', 'a submodule is emptied behind a link', {
    prepare: (ground) => linked(ground, 'vendor', 'lib/mine.js'),
    ours: ({ worktree }) => emptyAgain(worktree, ['vendor/lib']),
    plain: (ground) => rmSync(at(ground, 'vendor/lib'), { recursive: true }),
    escaped: isGone('lib/mine.js'),
  }),
  ways('T1-19', 'kept packages are copied behind a link', {
    prepare: async (ground) => {
      await installed(ground, 'tool.js', 'tool');
      linked(ground, WEB, 'node_modules/mine.js');
    },
    ours: ({ worktree }) => takeSetUp(worktree, 'feature', 'npm ci'),
    plain: (ground) => {
      rmSync(at(ground, MODULES), { recursive: true });
      cpSync(at(ground, 'away/node_modules'), at(ground, MODULES), { recursive: true });
    },
    escaped: isGone('node_modules/mine.js'),
  }),
  ways('T1-20', 'a kept file has a line end in its name, and what follows it leads out', {
    prepare: async (ground) => {
      put(sibling(ground, 'mine'), `${ground.root}/mine`);
      await installed(ground, 'x\n../mine', `${ground.root}/x`);
    },
    ours: async (ground) => takeSetUp(await other(ground), 'feature', 'npm ci'),
    plain: (ground) => {
      const found = execFileSync('grep', ['-rlIF', '-e', ground.root, '.'], {
        cwd: at(ground, MODULES),
        encoding: 'utf8',
      });
      for (const name of found.split('\n').filter(Boolean)) {
        const file = path.join(ground.root, name);
        if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replaceAll(ground.root, 'another'));
      }
    },
    escaped: (ground) => textOf(sibling(ground, 'mine')) !== `${ground.root}/mine`,
  }),
  ways('T1-21', 'folders for what tools keep are made behind a link', {
    prepare: (ground) => linked(ground, WEB, 'node_modules/mine.js'),
    ours: (ground) => freeze({ worktree: ground.worktree, confine: confinementOf(ground, 'on') }, [`${MODULES}/`]),
    plain: (ground) => mkdirSync(at(ground, MODULES, '.cache')),
    escaped: (ground) => existsSync(theirs(ground, 'node_modules/.cache')),
  }),
  ways('T1-22', 'an earlier report is removed behind a link', {
    prepare: (ground) => linked(ground, 'target', 'mine.xml'),
    ours: ({ root, room }) => openReports({ command: 'true', reports: { junit: 'target/*.xml' } }, root, room),
    plain: ({ root }) => {
      for (const file of globSync('target/*.xml', { cwd: root })) rmSync(path.join(root, file));
    },
    escaped: isGone('mine.xml'),
  }),
];
