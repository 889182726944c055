import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFile, cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from '../../src/git/git.js';
import { asStep } from '../../src/git/lease.js';
import { openRepository } from '../../src/git/repository.js';
import { viewOf } from '../../src/git/view.js';
import { openWorktree, restoreTree, type Worktree } from '../../src/git/worktree.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { runCommand } from '../../src/sandbox/run.js';
import { openRoom, type Room } from './room.js';

const itConfines = (await sandboxProblem()) ? it.skip : it;

describe('of the repository that its worktree is of a command', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openRoom({ 'a.txt': 'a\n' });
    await git(room.repo.root, ['tag', '-a', 'v1.0', '-m', 'one']);
    await git(room.repo.root, ['pack-refs', '--all']);
    await appendFile(path.join(room.repo.gitDir, 'config'), TOKENS);
    await writeFile(path.join(room.repo.gitDir, 'FETCH_HEAD'), `${room.first}\thttps://TOKEN@example.org/x\n`);
    await writeFile(path.join(room.repo.gitDir, 'credentials'), 'https://TOKEN@example.org\n');
    await writeFile(path.join(room.repo.root, '.env'), 'TOKEN\n');
  });
  afterAll(() => room.remove());

  const TOKENS = `
[remote "origin"]
	url = https://TOKEN@example.org/x.git
[http "https://example.org/"]
	extraheader = AUTHORIZATION: basic TOKEN
[url "https://TOKEN@example.org/"]
	insteadOf = https://example.org/
[core]
	sshCommand = ssh -i TOKEN
	autocrlf = input
	untrackedCache = TOKEN
[extensions]
	worktreeConfig = true
[include]
	path = TOKEN
`;

  /** A worktree as steps have it, and a way to run commands in it as they do. */
  async function open(name: string, root = room.repo.root): Promise<{ worktree: Worktree; say: typeof say }> {
    const repo = await openRepository(root);
    const worktree = await asStep(() => openWorktree(repo, path.join(room.folder, 'piv', name), room.first));
    await restoreTree(worktree, `${room.first}^{tree}`);
    await writeFile(path.join(worktree.gitDir, 'config.worktree'), '[http]\n\textraheader = TOKEN\n');
    const { hidden, readable, replaced } = await viewOf(worktree);
    async function say(command: string): Promise<string> {
      const confine = { readable, hidden, replaced, network: false as const, commandPath: [] };
      const run = await runCommand(command, { mode: 'on', root: worktree.dir, ...confine }, { timeoutMs: 20_000 });
      return run.output;
    }
    return { worktree, say };
  }

  itConfines('sees no token, no credentials and no file that git ignores', async () => {
    const { worktree, say } = await open('tokens');
    const { gitDir, root } = worktree.repo;
    expect(
      await say(`grep -rs TOKEN '${room.folder}'; cat '${gitDir}/config'; ls -A '${gitDir}' '${root}'`),
    ).not.toMatch(/TOKEN|FETCH_HEAD|credentials|hooks|logs|\.env/);
    expect(await say('git config --list; git remote -v')).not.toContain('TOKEN');
  });

  itConfines('has a git that answers', async () => {
    const { say } = await open('answers');
    await say('echo more >> a.txt');
    expect(
      await say('git status --short; git log --format=%s; git describe; git diff --stat; git config core.autocrlf'),
    ).toBe(' M a.txt\nchore: Start\nv1.0\n a.txt | 1 +\n 1 file changed, 1 insertion(+)\ninput\n');
  });

  itConfines('has one also where the objects are those of another repository, hidden too', async () => {
    const borrower = path.join(room.folder, 'borrower');
    await git(room.folder, ['clone', '--quiet', '--shared', '--no-checkout', room.repo.root, borrower]);
    const { say } = await open('borrows', borrower);
    expect(await say('git log --format=%s')).toBe('chore: Start\n');
    expect(await say(`ls '${room.repo.root}'`)).toBe('');
  });

  itConfines('sees no more of it after a change of its configuration', async () => {
    const { worktree, say } = await open('changes');
    await git(worktree.repo.root, ['config', 'http.proxy', 'http://TOKEN@proxy']);
    await git(worktree.repo.root, ['config', 'core.eol', 'lf']);
    await viewOf(worktree);
    expect(await say('git config --list')).toMatch(/core\.eol=lf/);
    expect(await say('git config --list')).not.toContain('TOKEN');
  });

  itConfines('sees none of the checkout whose worktree the person works in', async () => {
    const second = path.join(room.folder, 'second');
    await git(room.repo.root, ['worktree', 'add', '--quiet', '--detach', second, room.first]);
    await cp(path.join(room.repo.root, '.env'), path.join(second, '.env'));
    const { say } = await open('second', second);
    expect(
      await say(`cat '${room.repo.root}/.env' '${second}/.env' 2>&1 | grep -c 'No such file'; git log --format=%s`),
    ).toBe('2\nchore: Start\n');
    await rm(second, { recursive: true });
  });
});
