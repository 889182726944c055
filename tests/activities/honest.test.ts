import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { proveRedActivity } from '../../src/activities/prove-red.js';
import { git } from '../../src/git/git.js';
import type { Repository } from '../../src/git/repository.js';
import { overlay } from '../../src/git/trees.js';
import type { Task } from '../../src/types.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { openBench, runActivity, type Bench } from './bench.js';
import { PAIRS } from './honest-pairs.js';

const TEST = 'test/it.test.js';
const SOURCE = 'src/it.js';
const HEAD = `import { describe, test } from 'node:test';\nimport assert from 'node:assert/strict';\nvoid describe;\n`;

const task: Task = {
  id: 'task-001',
  name: 'Make it',
  priority: 'high',
  kind: 'code',
  blockedBy: [],
  estimatedTokens: 1_000,
  files: [SOURCE, TEST],
  doneWhen: 'it works',
  verify: `node --test ${TEST}`,
  commit: 'feat(it): Make it',
};

/** `tree` with this text in a file of it. */
async function withText(repo: Repository, tree: string, file: string, input: string): Promise<string> {
  const oid = (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input })).trim();
  return overlay(repo, tree, [{ mode: '100644', oid, path: file }]);
}

jest.setTimeout(60_000);

describe('honest work is no false alarm:', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  it.each(PAIRS.map((pair) => [pair.name, pair] as const))('%s', async (name, { before, test, source }) => {
    const { repo, place, commit, tree } = await bench.repository(`pair-${PAIRS.findIndex((one) => one.name === name)}`);
    const baseTree = before ? await withText(repo, tree, SOURCE, before) : tree;
    const redTree = await withText(repo, baseTree, TEST, HEAD + test);
    const greenTree = await withText(repo, redTree, SOURCE, source);
    const known = { place, task, commit, baseTree, failedBefore: [], testFiles: ['test/**'] };
    // The suite of the example has no say in this.
    const commands = { testFile: QUICK_BRIEF.commands.testFile };
    const red = await runActivity(proveRedActivity(bench.dependencies()), {
      ...known,
      commands,
      tree: redTree,
      red: { summary: name, tests: [TEST] },
    });
    expect(red).toMatchObject({ ok: true });
    const { sealed, tests: redTests } = red as Extract<typeof red, { ok: true }>;
    const green = await runActivity(proveGreenActivity(bench.dependencies()), {
      ...known,
      commands,
      tree: greenTree,
      sealed,
      redTests,
      blockers: [],
    });
    expect(green).toMatchObject({ ok: true, tree: greenTree });
  });
});
