import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { checkTipActivity } from '../../src/activities/check-tip.js';
import { measureBaselineActivity } from '../../src/activities/measure-baseline.js';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { proveRedActivity } from '../../src/activities/prove-red.js';
import { prepareValidationActivity, validateStageActivity, verifyTaskActivity } from '../../src/activities/validate.js';
import { git } from '../../src/git/git.js';
import { writeText } from '../../src/git/kept.js';
import { overlay } from '../../src/git/trees.js';
import { keepIds, readIds } from '../../src/activities/ids.js';
import { countOf, shortList } from '../../src/lists.js';
import type { Baseline, Task } from '../../src/types.js';
import { judgeSuite } from '../../src/verify/suite.js';
import { testRun, thrown } from '../verify/runs.js';
import { commitOn } from '../helpers/person.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

jest.setTimeout(60_000);

/** As ids in a payload these are too many; and as many as a list may have in a repository. */
const MANY = 3_000;
const MOST = 50_000;
/** What AGENTS.md allows a payload. */
const PAYLOAD = 256 * 1024;
const TEST = 'test/many.js';
const NAME = `answers a request ${'in all that may be asked of it '.repeat(2)}`;
/** Writes a report of as many failed tests, all of one file. */
const GENERATOR = `import { writeFileSync } from 'node:fs';
const test = (n) => \`<testcase file="${TEST}" classname="many" name="${NAME}\${n}"><failure type="AssertionError" message="no"/></testcase>\`;
writeFileSync(process.argv[2], '<testsuite name="many">' + Array.from({ length: ${MANY} }, (_, n) => test(n)).join('') + '</testsuite>');
process.exitCode = 1;
`;
const SUITE = { command: 'node generate.mjs {junit}', source: 'package.json' };

const bytes = (payload: unknown) => Buffer.byteLength(JSON.stringify(payload));

describe('payloads stay small:', () => {
  let bench: Bench;
  let at: Awaited<ReturnType<Bench['repository']>>;
  let commit: string;
  let tree: string;
  let baseline: Baseline;
  const deps = () => bench.dependencies();
  const task = { id: 'task-001', kind: 'code', files: [], name: 'Many' } as unknown as Task;

  beforeAll(async () => {
    bench = await openBench();
    at = await bench.repository('many');
    const { repo, place } = at;
    commit = await commitOn(repo.root, at.commit, { 'generate.mjs': GENERATOR }, 'chore: Add many');
    await git(repo.gitDir, ['update-ref', 'refs/heads/piv/many', commit]);
    tree = (await git(repo.gitDir, ['rev-parse', `${commit}^{tree}`])).trim();
    baseline = await runActivity(measureBaselineActivity(deps()), { place, commit, tree, commands: { test: SUITE } });
  });
  afterAll(() => bench.close());

  it('what failed before is compared exactly, by a blob that a hidden ref keeps', async () => {
    const { failed } = baseline.tests!;
    expect(countOf(failed)).toBe(MANY);
    expect(bytes(baseline)).toBeLessThan(PAYLOAD / 8);
    const { blob } = failed as { blob: string };
    expect((await git(at.repo.gitDir, ['rev-parse', 'refs/piv/many/failing'])).trim()).toBe(blob);
    const asked = { place: at.place, known: commit, commands: { test: SUITE }, failedBefore: failed };
    expect(await runActivity(checkTipActivity(deps()), asked)).toEqual({ ok: true, text: '0 passed' });
  });

  it('what ran in red is compared exactly in green, and reasons are cut', async () => {
    const redTree = await withTexts(at.repo, tree, { [TEST]: '// many\n' });
    const commands = { testFile: SUITE };
    const known = { place: at.place, task, commit, baseTree: tree, commands, failedBefore: [], testFiles: ['test/**'] };
    const proposed = { ...known, tree: redTree, red: { summary: 'many', tests: [TEST] } };
    const red = await runActivity(proveRedActivity(deps()), proposed);
    if (!red.ok) throw new Error(red.reason);
    expect([countOf(red.tests), countOf(red.failing)]).toEqual([MANY, MANY]);
    expect(bytes(red)).toBeLessThan(PAYLOAD / 8);
    const made = { ...known, tree: redTree, sealed: red.sealed, redTests: red.tests, blockers: [], mutants: 0 };
    const green = await runActivity(proveGreenActivity(deps()), made);
    expect(green).toMatchObject({ ok: false, reason: expect.stringContaining(`${MANY} of the tests fail`) });
    expect(bytes(green)).toBeLessThan(PAYLOAD / 8);
  });

  it(`the ids of ${MOST} tests are one object, a number and a few names`, async () => {
    const ids = Array.from({ length: MOST }, (_, n) => `${TEST} > ${NAME}${n}`);
    const kept = await keepIds(at.repo, at.place, 'refs/piv/many/most', ids);
    expect(kept).toMatchObject({ count: MOST, some: ids.slice(0, 20) });
    expect(bytes(kept)).toBeLessThan(PAYLOAD / 8);
    expect(await readIds(at.repo, kept)).toEqual(ids);
    expect(await keepIds(at.repo, at.place, 'refs/piv/many/most', ids)).toEqual(kept);
    const run = testRun(Object.fromEntries(ids.map((id) => [id, thrown('AssertionError', 'no')])));
    expect(judgeSuite({ run, failedBefore: ids })).toMatchObject({ ok: true });
    const named = shortList(ids, 200);
    expect([named.length, named.at(-1)]).toEqual([201, '… and 49,800 more']);
  });

  it('what changed is named in part', async () => {
    const oid = (await git(at.repo.gitDir, ['rev-parse', `${commit}:generate.mjs`])).trim();
    const paths = Array.from({ length: MANY }, (_, n) => `test/in/a/folder/further/down/${n}.js`);
    const all = await overlay(
      at.repo,
      tree,
      paths.map((path) => ({ mode: '100644', oid, path })),
    );
    const known = {
      place: at.place,
      task,
      commit,
      baseTree: tree,
      failedBefore: [],
      testFiles: ['test/**'],
      tree: all,
    };
    const red = { ...known, commands: { testFile: SUITE }, red: { summary: 'many', tests: [paths[0]!] } };
    expect(await runActivity(proveRedActivity(deps()), red)).toEqual({
      ok: false,
      reason: expect.stringMatching(new RegExp(`^${MANY} files are too many to be sealed`)),
    });
    const more = { commands: { test: SUITE }, sealed: [], redTests: [], blockers: [] };
    for (const kind of ['docs', 'code'] as const) {
      const input = { ...known, ...more, task: { ...task, kind } };
      const back = kind === 'code' ? { baseTree: all, tree } : {};
      const green = await runActivity(proveGreenActivity(deps()), { ...input, ...back });
      expect({ kind, green }).toMatchObject({
        kind,
        green: { ok: false, reason: expect.stringMatching(/ and 299\d more/) },
      });
      expect(bytes(green)).toBeLessThan(PAYLOAD / 8);
    }
  });

  it('a validation runs equal commands once, and says what failed in part', async () => {
    const { tip, tree: prepared } = await runActivity(prepareValidationActivity(deps()), {
      place: at.place,
      base: at.commit,
      known: commit,
    });
    const stage = { place: at.place, tip, tree: prepared, commands: { test: SUITE } };
    const one = { id: 'task-001', verify: SUITE.command };
    const verified = await runActivity(verifyTaskActivity(deps()), { ...stage, shown: {}, task: one });
    expect(verified.check).toMatchObject({ ok: false, reason: `${SUITE.command}: ${MANY} failed` });
    const [line] = Object.keys(verified.shown);
    const tests = [{ file: TEST, name: 'told', status: 'passed' }];
    const told = await writeText(at.repo, JSON.stringify({ tests, loadErrors: [], exitCode: 0 }));
    const unit = (shown: Record<string, string>) =>
      runActivity(validateStageActivity(deps()), { ...stage, shown, stage: 'Unit Tests' });
    expect(await unit(verified.shown)).toMatchObject({
      shown: verified.shown,
      rows: [{ status: 'failed', detail: expect.stringMatching(new RegExp(`^0 passed, ${MANY} failed: `)) }],
      tests: MANY,
    });
    expect(bytes(await unit(verified.shown))).toBeLessThan(PAYLOAD / 8);
    expect(await unit({ [line!]: told })).toMatchObject({ rows: [{ status: 'passed', detail: '1 passed' }] });
    const gone = { true: '1'.repeat(40) };
    const again = { ...stage, shown: gone, task: { id: 'task-002', verify: 'true' } };
    expect(await runActivity(verifyTaskActivity(deps()), again)).toMatchObject({ check: { ok: true } });
  });

  it('a list that is gone from git is asked back, by its name', async () => {
    const asked = { place: at.place, known: commit, commands: { test: SUITE } };
    const failedBefore = { count: 3, some: [], blob: '1'.repeat(40) };
    await expect(runActivity(checkTipActivity(deps()), { ...asked, failedBefore })).rejects.toMatchObject({
      type: 'BranchRewritten',
      message: expect.stringMatching(/names of 3 tests are gone .* then: retry$/),
    });
  });
});
