import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { carryWorkActivity } from '../../src/activities/carry-work.js';
import { proveRedActivity, type ProveRed } from '../../src/activities/prove-red.js';
import { fileAt, refTip } from '../../src/git/repository.js';
import { diffTrees } from '../../src/git/trees.js';
import { writeWork } from '../../src/git/work.js';
import { planned } from '../workflows/tasks.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

/** Tests are proven without the code that they were tried on, and amended without getting weaker. */

const TEST = 'test/two.test.js';
const SKETCH = { 'src/two.js': 'export const two = () => 2;\n', 'test.json': '{}\n' };
const TESTS = `import assert from 'node:assert/strict';
import test from 'node:test';
import { two } from '../src/two.js';
test('two is two', () => assert.equal(two(), 2));
test('two is no text', () => assert.notEqual(two(), '2'));
`;
const NODE = { command: 'node --test', source: 'package.json' };

let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;
beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('sketch');
});
afterAll(() => bench.close());

async function prove(texts: Record<string, string>, more: Partial<ProveRed> = {}) {
  const tree = await withTexts(at.repo, at.tree, texts);
  return runActivity(proveRedActivity(bench.dependencies()), {
    place: at.place,
    task: planned('task-001', { files: ['src/two.js', TEST] }),
    red: { summary: 'Tests of two.', tests: [TEST] },
    commit: at.commit,
    baseTree: at.tree,
    tree,
    commands: { test: NODE, testFile: NODE },
    testFiles: ['test/**/*.test.js'],
    failedBefore: [],
    ...more,
  });
}

it('a sketch that passes the tests is no part of what is proven and sealed', async () => {
  const proof = await prove({ [TEST]: TESTS, ...SKETCH });
  if (!proof.ok) throw new Error(proof.reason);
  expect(await diffTrees(at.repo, at.tree, proof.tree!)).toEqual([{ path: TEST, status: 'added' }]);
  expect(proof.sealed.map(({ path }) => path)).toEqual([TEST]);
});

it('a refusal names what was left out of the proof', async () => {
  const typo = TESTS.replace('../src/two.js', '../src/twoo.js');
  const proof = await prove({ [TEST]: typo, ...SKETCH });
  expect(proof).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/twoo.*Not there.*src\/two\.js, test\.json/s),
  });
  const named = await prove({ [TEST]: TESTS, ...SKETCH }, { red: { summary: 'Two.', tests: ['src/two.js'] } });
  expect(named).toMatchObject({ ok: false, reason: expect.stringMatching(/no test files.*src\/two\.js/) });
});

it('a trial says the same, and seals nothing', async () => {
  const ref = 'refs/piv/sketch/task-002/red';
  const trial = { trial: true, task: planned('task-002', { files: ['src/two.js', TEST] }) };
  expect(await prove({ [TEST]: TESTS, ...SKETCH }, trial)).toMatchObject({ ok: true, sealed: [] });
  expect(await refTip(at.repo, ref)).toBeUndefined();
});

it('an amendment puts another assertion in the place of one, and takes none away', async () => {
  const sealed = await withTexts(at.repo, at.tree, { [TEST]: TESTS });
  const amends = { tree: sealed, files: [TEST] };
  const amended = { [TEST]: TESTS.replace("'2'", 'undefined'), ...SKETCH };
  expect(await prove(amended, { amends })).toMatchObject({ ok: true });
  const weaker = { [TEST]: TESTS.replace(/^test\('two is no.*\n/m, ''), ...SKETCH };
  const reason = expect.stringMatching(/two\.test\.js: it had 2 lines with an assertion.*has 1/);
  expect(await prove(weaker, { amends })).toMatchObject({ ok: false, reason });
});

it('what a try has left is put on the branch as it is now, unless the two conflict', async () => {
  const { repo, place, commit, tree } = at;
  const left = await withTexts(repo, tree, SKETCH);
  const tipWith = async (texts: Record<string, string>) =>
    writeWork(repo, { task: 'task-009', tree: await withTexts(repo, tree, texts), base: commit });
  const carry = async (tip: string) =>
    runActivity(carryWorkActivity(bench.dependencies()), {
      place,
      tip,
      work: { task: 'task-003', tree: left, base: commit },
    });
  const carried = await carry(await tipWith({ 'NEW.md': 'new\n' }));
  expect(await fileAt(repo, carried.tree!, 'src/two.js')).toBe(SKETCH['src/two.js']);
  expect(await fileAt(repo, carried.tree!, 'NEW.md')).toBe('new\n');
  expect(await carry(await tipWith({ 'src/two.js': 'export const two = 2;\n' }))).toEqual({});
});
