import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { shell, type Attack } from './attack.js';
import { MORE_IN_HOME, put, SECRET, type Ground } from './ground.js';
import { plainGit } from './plain.js';

const told = (_: Ground, { output }: { output: string }) => output.includes(SECRET);

const tokens = ({ repo }: Ground) => {
  plainGit(repo.root, 'remote', 'add', 'origin', `https://${SECRET}@example.org/x.git`);
  plainGit(repo.root, 'config', 'http.https://example.org/.extraheader', `AUTHORIZATION: basic ${SECRET}`);
  plainGit(repo.root, 'config', `url.https://${SECRET}@example.org/.insteadOf`, 'https://example.org/');
};

/** Folders of other users and disks, while an attack on them is played. */
const others: string[] = [];

/** T13: what nobody has listed as a secret, and git's own. */
export const hidden: Attack[] = [
  ...MORE_IN_HOME.map((file, at) =>
    shell({
      id: `T13-${at + 11}`,
      title: `a command reads ~/${file}`,
      commands: ({ home }) => [`cat '${home}/${file}'`],
      escaped: told,
    }),
  ),
  shell({
    id: 'T13-18',
    title: 'a command reads what git ignores in the checkout of its own repository',
    prepare: ({ repo }) => put(path.join(repo.root, '.env'), SECRET),
    commands: ({ repo }) => [`cat '${repo.root}/.env'`],
    escaped: told,
  }),
  shell({
    id: 'T13-19',
    title: "a command asks git for the tokens of the repository's configuration",
    prepare: tokens,
    commands: () => ['git config --list; git remote -v; cat "$(git rev-parse --git-common-dir)/config"'],
    escaped: told,
  }),
  shell({
    id: 'T13-20',
    title: "a command reads the configuration of a worktree and of a submodule's git folder",
    prepare: ({ repo, worktree }) => {
      plainGit(repo.root, 'config', 'extensions.worktreeConfig', 'true');
      plainGit(worktree.dir, 'config', '--worktree', 'http.extraheader', SECRET);
      put(path.join(repo.gitDir, 'modules', 'sub', 'config'), SECRET);
    },
    commands: ({ repo }) => [
      `git config --list; cat '${repo.gitDir}'/worktrees/*/config.worktree '${repo.gitDir}'/modules/*/*`,
    ],
    escaped: told,
  }),
  shell({
    id: 'T13-21',
    title: 'a command reads a URL with a token in what git has noted of clones and fetches',
    prepare: ({ repo }) => {
      for (const file of ['FETCH_HEAD', 'logs/refs/remotes/origin/HEAD', 'credentials'])
        put(path.join(repo.gitDir, file), SECRET);
    },
    commands: ({ repo }) => [
      `cat '${repo.gitDir}'/FETCH_HEAD '${repo.gitDir}'/logs/refs/remotes/origin/* '${repo.gitDir}'/credentials`,
    ],
    escaped: told,
  }),
  shell({
    id: 'T13-22',
    title: 'root in the sandbox looks into the home of another user, and onto another disk',
    root: true,
    prepare: () => {
      for (const folder of ['/home', '/mnt'].filter((entry) => existsSync(entry))) {
        others.push(mkdtempSync(path.join(folder, 'piv-attack-')));
        put(path.join(others.at(-1)!, 'victim'), SECRET);
      }
    },
    commands: () => [`cat ${others.map((folder) => path.join(folder, 'victim')).join(' ')}`],
    escaped: (_, { output }) => {
      for (const folder of others.splice(0)) rmSync(folder, { recursive: true });
      return output.includes(SECRET);
    },
  }),
  shell({
    id: 'T13-23',
    title: 'a command reads a secret that a link on its PATH leads to',
    prepare: ({ bin, home }) => symlinkSync(path.join(home, '.ssh', 'id_ed25519'), path.join(bin, 'key')),
    commands: ({ bin }) => [`cat '${bin}/key'`],
    escaped: told,
  }),
  shell({
    id: 'T13-24',
    title: "a command waits for a person's change of the configuration while it runs",
    prepare: (ground) => void setTimeout(() => plainGit(ground.repo.root, 'config', 'http.extraheader', SECRET), 400),
    commands: ({ repo }) => [
      `for i in $(seq 20); do grep -s ${SECRET} '${repo.gitDir}/config' && break; sleep 0.1; done; true`,
    ],
    escaped: told,
  }),
];
