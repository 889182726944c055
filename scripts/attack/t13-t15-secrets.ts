import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createSpool } from '../../src/activities/spool.js';
import type { ModelReply } from '../../src/agent/model.js';
import { hostId } from '../../src/host-id.js';
import { push } from '../../src/git/remote.js';
import { runCommand } from '../../src/sandbox/run.js';
import { withReportFolder } from '../../src/verify/checkout.js';
import { readPlain } from '../../src/verify/read-plain.js';
import { shell, ways, type Attack } from './attack.js';
import { confinementOf, KNOWN_SECRETS, put, SECRET, textOf, type Ground } from './ground.js';
import { plainGit } from './plain.js';
import { callTool } from './tools.js';

const told = (_: Ground, { output }: { output: string }) => output.includes(SECRET);

/** T13: secrets, which would go to the model's service. */
export const secrets: Attack[] = [
  ...KNOWN_SECRETS.map((file, at) =>
    shell({
      id: `T13-0${at + 1}`,
      title: `a command reads ~/${file}`,
      commands: ({ home }) => [`cat '${home}/${file}'`],
      escaped: told,
    }),
  ),
  shell({
    id: 'T13-06',
    title: 'a command reads a secret through a link',
    commands: ({ home }) => [`ln -s '${home}/.ssh' keys; cat keys/*`],
    escaped: told,
  }),
  shell({
    id: 'T13-07',
    title: 'a command reads what the model answered in another feature',
    commands: ({ piv }) => [`cat '${piv}'/spool/*/*`],
    escaped: told,
  }),
  shell({
    id: 'T13-08',
    title: 'root in the sandbox reads the passwords of the machine',
    root: true,
    commands: () => ['cat /etc/shadow'],
    escaped: (_, { output }) => output.includes('root:'),
  }),
  ways('T13-09', 'a report that is a link to a secret', {
    prepare: ({ root, victim }) => symlinkSync(victim, path.join(root, 'report')),
    ours: ({ root }) => readPlain(path.join(root, 'report')),
    plain: ({ root }) => readFileSync(path.join(root, 'report'), 'utf8'),
    escaped: (_, given) => String(given).includes(SECRET),
  }),
  ways('T13-10', 'search in a folder that is a link', {
    prepare: ({ root, outside }) => symlinkSync(outside, path.join(root, 'link')),
    ours: (ground) => callTool(ground, 'search', { pattern: 'SEC', path: 'link' }),
    plain: ({ root }) => readFileSync(path.join(root, 'link', 'victim'), 'utf8'),
    escaped: (_, given) => String(given).includes(SECRET),
  }),
];

const remote = (ground: Ground, name: string) => path.join(ground.room, `${name}.git`);
const has = (ground: Ground, name: string) => plainGit(remote(ground, name), 'for-each-ref') !== '';
const remotes = (ground: Ground) => {
  for (const name of ['right', 'wrong']) plainGit(ground.room, 'init', '--quiet', '--bare', `${name}.git`);
  plainGit(ground.repo.root, 'remote', 'add', 'origin', remote(ground, 'right'));
};

/** T14: a push to somewhere else. */
export const pushes: Attack[] = [
  shell({
    id: 'T14-01',
    title: 'a command gives the remote another URL',
    prepare: remotes,
    commands: (ground) => [`git remote set-url origin '${remote(ground, 'wrong')}'`],
    escaped: ({ repo }) => textOf(path.join(repo.gitDir, 'config')).includes('wrong.git'),
  }),
  shell({
    id: 'T14-02',
    title: 'a command pushes by itself',
    prepare: remotes,
    commands: (ground) => [`git push '${remote(ground, 'wrong')}' HEAD:refs/heads/x`],
    escaped: (ground) => has(ground, 'wrong'),
  }),
  ways('T14-03', 'the remote has another URL by now', {
    prepare: (ground) => {
      remotes(ground);
      plainGit(ground.repo.root, 'remote', 'set-url', '--push', 'origin', remote(ground, 'wrong'));
    },
    ours: (ground) => push(ground.repo, remote(ground, 'right'), { refspecs: [`${ground.commit}:refs/heads/x`] }),
    plain: ({ repo }) => plainGit(repo.root, 'push', '--quiet', 'origin', 'HEAD:refs/heads/x'),
    escaped: (ground) => has(ground, 'wrong'),
  }),
];

/** Whether somebody else may look in. */
const open = (file: string) => (statSync(file).mode & 0o077) !== 0;
const made = (ground: Ground, name: string) => path.join(ground.room, name);
const plainFolder = (ground: Ground) => {
  mkdirSync(made(ground, 'plain'));
  return open(made(ground, 'plain'));
};

/** T15: files that others can read. */
export const readable: Attack[] = [
  ways('T15-01', 'another user reads the report of a test run', {
    ours: () => withReportFolder(async (folder) => open(folder)),
    plain: plainFolder,
    escaped: (_, given) => given === true,
  }),
  ways('T15-02', 'another user reads what the model answered', {
    ours: async (ground) => {
      await createSpool(made(ground, 'spool')).keep('run', 'call', {} as ModelReply, 0);
      return open(made(ground, 'spool/spool/run/call.json')) || open(made(ground, 'spool/spool/run'));
    },
    plain: (ground) => {
      put(made(ground, 'plain/call.json'), '{}');
      return open(made(ground, 'plain/call.json'));
    },
    escaped: (_, given) => given === true,
  }),
  ways('T15-03', 'another user looks into PIV_HOME', {
    ours: async (ground) => {
      await hostId(made(ground, 'own'));
      return open(made(ground, 'own'));
    },
    plain: plainFolder,
    escaped: (_, given) => given === true,
  }),
  ways('T15-04', "another user looks into a command's temporary folder", {
    ours: async (ground) => {
      const confine = confinementOf(ground, 'off');
      const { output } = await runCommand('stat -c %a "$TMPDIR"', confine, { timeoutMs: 5_000 });
      return output.trim() !== '700';
    },
    plain: plainFolder,
    escaped: (_, given) => given === true,
  }),
];
