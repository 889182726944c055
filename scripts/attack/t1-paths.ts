import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shell, ways, type Attack } from './attack.js';
import { put, SECRET, textOf, type Ground } from './ground.js';
import { callTool } from './tools.js';

const changed = ({ victim }: Ground) => textOf(victim) !== SECRET;
const at = (ground: Ground, name: string) => path.join(ground.root, name);
const overwrite = (file: string) => writeFileSync(file, 'mine');

/** T1: writes, deletes or reads outside of the worktree. */
export const paths: Attack[] = [
  shell({
    id: 'T1-01',
    title: 'a command writes to an absolute path',
    commands: ({ victim }) => [`echo mine > '${victim}'`],
    escaped: changed,
  }),
  shell({
    id: 'T1-02',
    title: 'a command climbs out by ..',
    commands: () => ['echo mine > ../../../../outside/victim'],
    escaped: changed,
  }),
  shell({
    id: 'T1-03',
    title: 'a command writes through a symlink',
    commands: ({ victim }) => [`ln -s '${victim}' link && echo mine > link`],
    escaped: changed,
  }),
  shell({
    id: 'T1-04',
    title: 'a command makes a hard link and writes through it',
    commands: ({ victim }) => [`ln '${victim}' link && echo mine > link`],
    escaped: changed,
  }),
  shell({
    id: 'T1-05',
    title: 'a command deletes a folder',
    commands: ({ outside }) => [`rm -rf '${outside}'`],
    escaped: changed,
  }),
  shell({
    id: 'T1-06',
    title: 'a command moves a file into the worktree',
    commands: ({ victim }) => [`mv '${victim}' .`],
    escaped: changed,
  }),
  shell({
    id: 'T1-07',
    title: 'a command changes the mode of a file',
    commands: ({ victim }) => [`chmod 777 '${victim}'`],
    escaped: ({ victim }) => (statSync(victim).mode & 0o777) === 0o777,
  }),
  shell({
    id: 'T1-08',
    title: 'a process that was left behind swaps a folder for a link',
    commands: ({ outside }) => [
      `mkdir d; (setsid sh -c "sleep 0.6; rmdir d; ln -s '${outside}' d" > /dev/null 2>&1 &); sleep 0.2`,
    ],
    escaped: async (ground) => {
      await sleep(1_200);
      return textOf(at(ground, 'd/victim')) === SECRET;
    },
  }),
  shell({
    id: 'T1-09',
    title: 'root in the sandbox has the kernel run a program at a crash',
    root: true,
    // What stands there already: also the control changes nothing.
    commands: () => ['set -e; was=$(cat /proc/sys/kernel/core_pattern); echo "$was" > /proc/sys/kernel/core_pattern'],
    escaped: (_, { exitCode }) => exitCode === 0,
  }),
  shell({
    id: 'T1-10',
    title: 'root in the sandbox sets a limit of the whole machine',
    root: true,
    commands: () => ['set -e; was=$(cat /proc/sys/kernel/panic); echo "$was" > /proc/sys/kernel/panic'],
    escaped: (_, { exitCode }) => exitCode === 0,
  }),
  ways('T1-11', 'write_file through a folder that is a link', {
    prepare: (ground) => symlinkSync(ground.outside, at(ground, 'link')),
    ours: (ground) => callTool(ground, 'write_file', { path: 'link/victim', content: 'mine' }),
    plain: (ground) => overwrite(at(ground, 'link/victim')),
    escaped: changed,
  }),
  ways('T1-12', 'write_file over a file that is a link', {
    prepare: (ground) => symlinkSync(ground.victim, at(ground, 'link')),
    ours: (ground) => callTool(ground, 'write_file', { path: 'link', content: 'mine' }),
    plain: (ground) => overwrite(at(ground, 'link')),
    escaped: changed,
  }),
  ways('T1-13', 'write_file climbs out by ..', {
    ours: (ground) => callTool(ground, 'write_file', { path: '../../../../outside/victim', content: 'mine' }),
    plain: (ground) => overwrite(at(ground, '../../../../outside/victim')),
    escaped: changed,
  }),
  ways('T1-14', 'write_file climbs out by .. behind a folder that is not there', {
    prepare: (ground) => mkdirSync(at(ground, 'x')),
    ours: (ground) => callTool(ground, 'write_file', { path: 'x/../../../../../outside/victim', content: 'mine' }),
    plain: (ground) => overwrite(at(ground, 'x/../../../../../outside/victim')),
    escaped: changed,
  }),
  ways('T1-15', 'edit_file writes into a hard link', {
    prepare: (ground) => linkSync(ground.victim, at(ground, 'link')),
    ours: (ground) => callTool(ground, 'edit_file', { path: 'link', old: SECRET, new: 'mine' }),
    plain: (ground) => overwrite(at(ground, 'link')),
    escaped: changed,
  }),
  ways('T1-16', 'read_file through a link', {
    prepare: (ground) => symlinkSync(ground.victim, at(ground, 'link')),
    ours: (ground) => callTool(ground, 'read_file', { path: 'link' }),
    plain: (ground) => readFileSync(at(ground, 'link'), 'utf8'),
    escaped: (_, given) => String(given).includes(SECRET),
  }),
  ways('T1-17', 'edit_file makes a file that is a link twice over', {
    prepare: (ground) => {
      symlinkSync(ground.victim, at(ground, 'one'));
      symlinkSync('one', at(ground, 'two'));
      put(at(ground, 'notes'), SECRET);
    },
    ours: (ground) => callTool(ground, 'edit_file', { path: 'two', old: SECRET, new: 'mine' }),
    plain: (ground) => overwrite(at(ground, 'two')),
    escaped: changed,
  }),
];
