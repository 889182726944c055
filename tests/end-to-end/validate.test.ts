import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptFile, submit, writeFile, writeKept } from '../../examples/user-authentication/script/calls.js';
import { tasks } from '../../examples/user-authentication/script/plan.js';
import type { Reply } from '../../examples/scripted-model/script.js';
import { script } from '../../examples/user-authentication/script.js';
import type { FeatureHandle } from '../../src/client.js';
import { git } from '../../src/git/git.js';
import type { Status } from '../../src/types.js';
import { reached } from '../helpers/held.js';
import { commitOnBranch, subjects, type Files } from '../helpers/person.js';
import { smallScript } from '../helpers/small-script.js';
import { blocked, openSwarm, passed, until, type Swarm } from '../helpers/swarm.js';

/** Also beside other tests, on a slow machine. */
const PATIENCE = 400_000;
const BRANCH = 'piv/broken';

/** Ways to break a branch that has tests, lint, types and coverage: each fails one stage and no other. */
const MODEL = 'src/models/user.js';
/** What a person has meanwhile made of the file that the task adds. */
const THEIRS = 'export const createUser = undefined;\n';
const LINT: Files = { 'src/lint.js': 'export function stop() {\n  debugger;\n}\n' };
const BREAKS: Record<string, Files> = {
  'Type Check': { 'src/types.js': "/** @type {number} */\nexport const count = 'many';\n" },
  'Task Verification': { 'test/unit/user-model.test.js': null },
  'Unit Tests': { 'test/unit/broken.test.js': failing() },
  'Integration Tests': { 'test/integration/broken.test.js': failing() },
  Coverage: {
    'src/idle.js': `/** @param {number} n */\nexport function idle(n) {\n${'  n += 1;\n'.repeat(400)}  return n;\n}\n`,
    'test/unit/idle.test.js':
      "import '../../src/idle.js';\nimport { test } from 'node:test';\n\ntest('loads', () => {});\n",
  },
};

describe('validation', () => {
  let swarm: Swarm;
  let repo: string;
  let feature: FeatureHandle;

  beforeAll(async () => {
    const small = smallScript(1);
    const told = /tests: \d+ passed, 0 failed[^]*from task-002 on[^]*Linting: 1 errors \(0 before\)/;
    const further = [{ calls: [submit<'plan'>({ tasks: [tasks[1]!] })], expect: told }];
    const second = Object.entries(script).filter(([key]) => key.startsWith('task-002/'));
    swarm = await openSwarm({
      script: {
        ...small,
        ...Object.fromEntries(second),
        'task-001/green/2': MENDING,
        plan: [...small['plan']!, ...further],
      },
    });
    repo = await swarm.repository();
    const last = swarm.model.hold('task-001/green/1', 4);
    feature = await swarm.start({ repo, name: 'broken', autoApprove: true });
    await reached(feature, last);
    await commitOnBranch(repo, BRANCH, { ...LINT, [MODEL]: THEIRS }, 'chore: Break the lint');
    last.release();
  }, PATIENCE);
  afterAll(() => swarm.close());

  it(
    'comes after a conflict with what a person has committed, which its agent has mended: red is kept',
    async () => {
      const { tasks: ended, commits } = await until(feature, blocked);
      expect(ended).toMatchObject([{ id: 'task-001', status: 'done', landings: 1 }]);
      const once = ['red', 'green'].reduce((sum, stage) => sum + script[`task-001/${stage}/1`]!.length, 0);
      expect(ended[0]!.usage!.requests).toBe(once + MENDING.length);
      expect(await git(repo, ['show', `${commits[0]!.id}:${MODEL}`])).toBe(keptFile(MODEL));
      const proofs = await git(repo, ['log', '-1', '--format=%B', commits[0]!.id]);
      expect(proofs).toContain(`Red: 1 failed first (tree ${ended[0]!.redTree!.slice(0, 12)}).`);
    },
    PATIENCE,
  );

  it(
    'blocks on a branch that the linter finds fault with, and says so',
    async () => {
      const status = await until(feature, blocked);
      expect(failedIn(status)).toEqual(['Linting']);
      expect(status).toMatchObject({ phase: 'validate', validation: { verdict: 'FAILED' } });
      expect(status.waitingFor!.text).toMatch(
        /^validation FAILED\. Linting: 1 errors \(0 before\)\. .*retry, or revise$/,
      );
      expect(status.summary).toBeUndefined();
    },
    PATIENCE,
  );

  it(
    'is done again after `revise` has planned a further task on the same branch',
    async () => {
      await feature.revise('Store the users too.');
      await until(feature, ({ phase }) => phase !== 'validate');
      const status = await until(feature, (now) => now.phase === 'validate' && blocked(now));
      expect(failedIn(status)).toEqual(['Linting']);
      expect(status.tasks.map(({ id, status: state }) => `${id} ${state}`)).toEqual(['task-001 done', 'task-002 done']);
      expect(await subjects(repo, BRANCH)).toEqual(['chore: Break the lint', tasks[0]!.commit, tasks[1]!.commit]);
    },
    PATIENCE,
  );

  it.each(Object.entries(BREAKS))(
    'names the stage "%s" when that fails',
    async (stage, files) => {
      await mend(repo);
      await commitOnBranch(repo, BRANCH, files, `chore: Break ${stage}`);
      await feature.retry();
      const status = await until(feature, (now) => blocked(now) && failedIn(now).includes(stage));
      expect(failedIn(status)).toEqual([stage]);
      expect(status.waitingFor!.text).toContain(`${stage}: `);
    },
    PATIENCE,
  );

  it(
    'passes after the branch was mended and `retry`',
    async () => {
      await mend(repo);
      await feature.retry();
      const status = await until(feature, passed);
      expect(status.validation).toMatchObject({ verdict: 'PASSED' });
      expect(status.validation!.stages.map((stage) => stage.status)).toEqual(Array(6).fill('passed'));
      expect(status.summary).toMatchObject({ tasksCompleted: '2/2', sessions: 1 });
      expect(swarm.model.leftovers()).toEqual([]);
    },
    PATIENCE,
  );
});

/** The first try leaves a mark of the conflict, which is refused. */
const MENDING: Reply[] = [
  {
    calls: [writeFile(MODEL, `${keptFile(MODEL)}>>>>>>> mine\n`)],
    expect: /conflicts with what landed meanwhile, in: src\/models\/user\.js[^]*<<<<<<< [^]*=======/,
  },
  { calls: [submit<'green'>({ summary: 'Took mine.' })] },
  { calls: [writeKept(MODEL)], expect: /1 of 3.*conflicts are left: src\/models\/user\.js:\d+ \(a conflict mark\)/ },
  { calls: [submit<'green'>({ summary: 'Took mine, whole.' })] },
];

const failedIn = ({ validation }: Status) =>
  (validation?.stages ?? []).filter((stage) => stage.status === 'failed').map((stage) => stage.name as string);

/** As a person: a commit that takes back whatever was broken. */
async function mend(repo: string): Promise<void> {
  const good = (await git(repo, ['log', '-1', '--format=%H', `--grep=PIV-Task: task-002`, BRANCH])).trim();
  const files: Files = { 'src/lint.js': null };
  for (const file of Object.values(BREAKS).flatMap((changes) => Object.keys(changes))) {
    files[file] = await git(repo, ['cat-file', 'blob', `${good}:${file}`]).catch(() => null);
  }
  const there = (await git(repo, ['ls-tree', '-r', '--name-only', BRANCH])).split('\n');
  const changes = Object.entries(files).filter(([file, text]) => text !== null || there.includes(file));
  await commitOnBranch(repo, BRANCH, Object.fromEntries(changes), 'chore: Mend it');
}

function failing(): string {
  return "import { test } from 'node:test';\n\ntest('fails', () => {\n  throw new Error('broken');\n});\n";
}
