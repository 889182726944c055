import path from 'node:path';
import { plainText } from '../../src/agent/plain-text.js';
import { PIV_IDENTITY, writeCommit } from '../../src/git/commit.js';
import { remoteRefs } from '../../src/git/remote.js';
import { resolveBase } from '../../src/git/repository.js';
import { listTree } from '../../src/git/trees.js';
import { runCommand } from '../../src/sandbox/run.js';
import { featureInputSchema, taskSchema } from '../../src/types.js';
import { withFiles } from '../../src/verify/command-line.js';
import { ways, type Attack } from './attack.js';
import { confinementOf, put, textOf, type Ground } from './ground.js';
import { plainGit, plainShell } from './plain.js';

const marked = ({ mark }: Ground) => textOf(mark) !== '';
const payload = ({ mark }: Ground) => `$(echo ran > '${mark}')`;
const commit = (ground: Ground, parts: { message?: string; name?: string; email?: string }) =>
  writeCommit(ground.repo, {
    tree: ground.tree,
    parents: [ground.commit],
    message: parts.message ?? 'x',
    author: { name: parts.name ?? PIV_IDENTITY.name, email: parts.email ?? PIV_IDENTITY.email },
    date: '2026-01-01T00:00:00Z',
  });
const echo = (ground: Ground, line: string) => runCommand(line, confinementOf(ground, 'off'), { timeoutMs: 10_000 });

/** T8: text that becomes a command, an option, a path or a move of the terminal. */
export const injection: Attack[] = [
  ways('T8-01', "a feature's name that a shell would run", {
    ours: (ground) => featureInputSchema.parse({ request: 'x', repo: '/x', name: payload(ground) }).name,
    plain: (ground) => plainShell(ground.repo.root, `git branch piv/x${payload(ground)}`),
    escaped: (ground, given) => marked(ground) || !String(given).startsWith('thrown:'),
  }),
  ways('T8-02', "a commit's subject that a shell would run", {
    ours: (ground) => commit(ground, { message: payload(ground) }),
    plain: (ground) => plainShell(ground.repo.root, `git commit --allow-empty -m "${payload(ground)}x"`),
    escaped: marked,
  }),
  ways('T8-03', "a person's address that a shell would run", {
    ours: (ground) => commit(ground, { email: payload(ground) }),
    plain: (ground) => plainShell(ground.repo.root, `git config user.email "${payload(ground)}"`),
    escaped: marked,
  }),
  ways('T8-04', 'a base that is an option of git', {
    ours: ({ repo, mark }) => resolveBase(repo, `--output=${mark}`),
    plain: ({ repo, mark }) => plainGit(repo.root, 'log', `--output=${mark}`),
    escaped: marked,
  }),
  ways('T8-05', 'a remote that is an option of git', {
    ours: ({ repo, mark }) => remoteRefs(repo, `--upload-pack=echo ran > '${mark}'`, '.'),
    plain: ({ repo, mark }) => plainGit(repo.root, 'ls-remote', `--upload-pack=echo ran > '${mark}';false`, '.'),
    escaped: marked,
  }),
  ways('T8-06', 'a remote that is a command', {
    ours: ({ repo, mark }) => remoteRefs(repo, `ext::touch ${mark}`),
    plain: ({ repo, mark }) =>
      plainShell(repo.root, `GIT_ALLOW_PROTOCOL=ext git ls-remote 'ext::cp ${repo.gitDir}/HEAD ${mark}'`),
    escaped: marked,
  }),
  ways('T8-07', "a test file's name that a shell would run", {
    ours: (ground) => echo(ground, withFiles('echo', [`${payload(ground)}.test.js`])),
    plain: (ground) => echo(ground, `echo ${payload(ground)}.test.js`),
    escaped: marked,
  }),
  ways('T8-08', "a file's name that is a pattern of git", {
    prepare: ({ root }) => put(path.join(root, ':(glob)**'), 'x'),
    ours: ({ repo, tree }) => listTree(repo, tree, [':(glob)**']),
    plain: ({ root }) => plainGit(root, 'ls-files', '--', ':(glob)**').split('\n'),
    escaped: (_, given) => JSON.stringify(given).includes('a.txt'),
  }),
  ways('T8-09', 'a text that moves the cursor of the terminal', {
    ours: () => plainText('\u001b[2Jdone'),
    plain: () => '\u001b[2Jdone',
    escaped: (_, given) => String(given).includes('\u001b'),
  }),
  ways('T8-10', 'a text that shows in another order than it has', {
    ours: () => plainText('rm \u202Efr- x'),
    plain: () => 'rm \u202Efr- x',
    escaped: (_, given) => String(given).includes('\u202E'),
  }),
  ways('T8-11', "a task's id that is a path", {
    ours: () => taskSchema.shape.id.parse('task-001/../../../x'),
    plain: () => path.join('/piv/worktrees', 'task-001/../../../x'),
    escaped: (_, given) => !String(given).startsWith('thrown:'),
  }),
];
