import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorkspace } from '../../src/activities/workspace.js';
import { alternatesOf } from '../../src/git/alternates.js';
import { git } from '../../src/git/git.js';
import { openRepository } from '../../src/git/repository.js';
import { asStep } from '../../src/git/lease.js';
import { overlay } from '../../src/git/trees.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { runCommand } from '../../src/sandbox/run.js';
import { openBench, withTexts, type Bench } from './bench.js';

/** Ignored by git, and tells how often it was made. */
const LOG = path.join('node_modules', 'log');
const SETUP = `mkdir -p node_modules && echo made >> ${LOG}`;

const itConfines = (await sandboxProblem()) ? it.skip : it;

describe('a worktree', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(async () => bench.close());

  it('is set up once, and again when a lock file has changed', async () => {
    const { repo, place, commit, tree } = await bench.repository('locks');
    const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input: '{}' })).trim();
    const locked = await overlay(repo, tree, [{ mode: '100644', oid, path: 'package-lock.json' }]);
    const shorter = await overlay(repo, locked, [], ['README.md']);
    const timesMade: number[] = [];
    for (const next of [tree, tree, locked, shorter]) {
      const at = { name: 'task-001', commit, tree: next };
      const { dir } = await asStep((signal) =>
        openWorkspace(bench.dependencies(), { ...place, setup: SETUP }, at, signal),
      );
      timesMade.push((await readFile(path.join(dir, LOG), 'utf8')).trim().split('\n').length);
    }
    expect(timesMade).toEqual([1, 1, 2, 2]);
  });

  it('that could not be set up says why and what may help', async () => {
    const { place, commit, tree } = await bench.repository('broken');
    const at = { name: 'task-001', commit, tree };
    const setup = 'echo no registry; exit 3';
    const opening = asStep((signal) => openWorkspace(bench.dependencies(), { ...place, setup }, at, signal));
    await expect(opening).rejects.toMatchObject({
      type: 'SetupFailed',
      message: expect.stringMatching(/exit code 3 .*--setup-network.*no registry/s),
    });
  });

  it.each(['on', 'off'] as const)(
    'keeps what set-up does with hooks from the repository, sandbox %s',
    async (sandbox) => {
      if (sandbox === 'on' && (await sandboxProblem())) return;
      const { repo, place, commit, tree } = await bench.repository(`hooks-${sandbox}`);
      const config = await readFile(path.join(repo.gitDir, 'config'), 'utf8');
      const hooks = await readdir(path.join(repo.gitDir, 'hooks'));
      const setup =
        'git config core.hooksPath .husky && at=$(git rev-parse --git-path hooks) && mkdir -p $at && echo x > $at/pre-commit; ' +
        'git log -1 --format=%H > node_modules; exit $HUSKY';
      const at = { name: 'task-001', commit, tree };
      await asStep((signal) => openWorkspace(bench.dependencies(), { ...place, sandbox, setup }, at, signal));
      expect(await readFile(path.join(repo.gitDir, 'config'), 'utf8')).toBe(config);
      expect(await readdir(path.join(repo.gitDir, 'hooks'))).toEqual(hooks);
    },
  );

  it('that could not be set up for what it does to the git folder says that', async () => {
    const { place, commit, tree } = await bench.repository('installer');
    const setup = 'echo "could not add the hook: /r/.git/hooks/pre-commit: read-only file system"; exit 1';
    const at = { name: 'task-001', commit, tree };
    const opening = asStep((signal) => openWorkspace(bench.dependencies(), { ...place, setup }, at, signal));
    await expect(opening).rejects.toThrow('leave them alone where CI is set');
  });

  itConfines('sees the objects that the repository borrows, wherever these are', async () => {
    const { repo: lender, place, commit, tree } = await bench.repository('lender');
    const root = path.join(bench.room, 'borrower');
    await git(bench.room, ['clone', '--quiet', '--shared', lender.root, root]);
    const at = { name: 'task-001', commit, tree };
    const setup = 'git show --stat HEAD';
    await asStep((signal) =>
      openWorkspace(bench.dependencies(), { ...place, repo: root, sandbox: 'on', setup }, at, signal),
    );
    expect(await alternatesOf(await openRepository(root))).toEqual([path.join(lender.gitDir, 'objects')]);
  });

  describe('that judges', () => {
    const setup = 'mkdir -p node_modules/tool && echo good > node_modules/tool/main.js';
    const EVIL =
      'echo bad > node_modules/tool/main.js; mkdir -p coverage && echo left > coverage/left; ' +
      'echo seen > node_modules/.cache/seen; echo poison > "$XDG_CACHE_HOME/poison"';
    const LOOK = 'cat node_modules/tool/main.js; ls node_modules/.cache coverage "$XDG_CACHE_HOME" 2>&1';

    itConfines('has nothing of what earlier commands left among tools, in ignored folders or in caches', async () => {
      const { repo, place, commit, tree } = await bench.repository('judges');
      const input = 'node_modules/\ncoverage/\n';
      const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input })).trim();
      const at = { commit, tree: await overlay(repo, tree, [{ mode: '100644', oid, path: '.gitignore' }]) };
      const open = (name: string) =>
        asStep(async (signal) => {
          const deps = bench.dependencies();
          const { confine } = await openWorkspace(deps, { ...place, sandbox: 'on', setup }, { ...at, name }, signal);
          const run = async (command: string) => (await runCommand(command, confine, { timeoutMs: 20_000 })).output;
          return { before: await run(LOOK), refused: await run(EVIL) };
        });
      const first = await open('task-001.check');
      expect(first.before).toMatch(/^good\n/);
      expect(first.refused).toContain('Read-only file system');
      expect(await open('task-001.check')).toEqual(first);
      // The control: where an agent works, all of it works.
      await open('task-001');
      expect((await open('task-001')).before).toMatch(/^bad\n[^]*poison[^]*left/);
    });

    /** Opens the worktree with a set-up, runs the command in it, and gives what it printed. */
    const opened = async (name: string, install: string) => {
      const { repo, place, commit, tree } = await bench.repository(name);
      const texts = { '.gitignore': 'node_modules\n', 'web/index.js': 'x' };
      const at = { name: 'task-001.check', commit, tree: await withTexts(repo, tree, texts) };
      return (command: string) =>
        asStep(async (signal) => {
          const where = { ...place, sandbox: 'on' as const, setup: install };
          const workspace = await openWorkspace(bench.dependencies(), where, at, signal);
          return { ...workspace, ...(await runCommand(command, workspace.confine, { timeoutMs: 20_000 })) };
        });
    };

    itConfines('is set up anew where a command put another folder around what set-up made', async () => {
      const run = await opened('moved', 'mkdir -p web/node_modules && echo good > web/node_modules/tool');
      const swapped = await run(
        'mv web away && mkdir -p web/node_modules && echo bad > web/node_modules/tool; mkfifo pipe web/pipe; cat web/node_modules/tool',
      );
      expect(swapped.output).toBe('bad\n');
      expect((await run('cat web/node_modules/tool; ls -d away pipe web/pipe')).output).toMatch(
        /^good\n(.*No such file.*\n){3}$/,
      );
    });

    itConfines('starts where a command, or set-up itself, put a link in the place of a folder', async () => {
      const run = await opened('linked', 'mkdir -p web/node_modules /tmp/lib && ln -s /tmp/lib node_modules');
      const link = 'mv web away && ln -s /tmp web';
      const { confine, ...first } = await run(`${link}; ls -A node_modules/`);
      expect(first.output).toContain('No such file');
      expect(await runCommand('echo there', confine, { timeoutMs: 20_000 })).toMatchObject({ output: 'there\n' });
    });

    itConfines('says what set-up made for nothing', async () => {
      const run = await opened('lost', 'mkdir .venv && touch .venv/python');
      expect(await run('ls .venv')).toMatchObject({ lost: ['.venv/'], exitCode: 2 });
    });
  });
});
