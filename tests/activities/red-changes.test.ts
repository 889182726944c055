import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import path from 'node:path';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { proveRedActivity } from '../../src/activities/prove-red.js';
import { overlay } from '../../src/git/trees.js';
import type { Red, Task } from '../../src/types.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

const JEST = path.join(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const RUNNER = `node --experimental-vm-modules ${JEST}`;
const OLDER = 'test/own/older.test.js';
const GONE = 'test/own/gone.test.js';
const NEW = 'test/own/new.test.js';
const SOURCE = 'src/it.js';

const BASE = {
  'jest.config.json': '{ "transform": {} }',
  [SOURCE]: 'export const one = () => 1;\n',
  [OLDER]: `import { one } from '../../src/it.js';\n\nit('is one', () => {\n  expect(one()).toBe(1);\n});\n`,
  [GONE]: `it('is here', () => {\n  expect(1).toBe(1);\n});\n`,
};
const MADE = `${BASE[SOURCE]}export const two = () => 2;\n`;
const FRESH = `import * as own from '../../src/it.js';\nit('is two', () => {\n  expect(own.two()).toBe(2);\n});\n`;
const ADDED = `${BASE[OLDER].replace('{ one }', '{ one, two }')}\nit('is two', () => {\n  expect(two()).toBe(2);\n});\n`;

jest.setTimeout(120_000);
let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;
beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('red-changes');
});
afterAll(() => bench.close());

interface Work {
  /** Beside what is always there. */
  base?: Record<string, string>;
  tests: Record<string, string>;
  remove?: string[];
  changed?: string[];
  /** That `submit` names; else all that are written. */
  named?: string[];
  failedBefore?: string[];
  options?: string;
}

const task: Task = {
  id: 'task-001',
  name: 'Make two',
  priority: 'high',
  kind: 'code',
  blockedBy: [],
  estimatedTokens: 1_000,
  files: [SOURCE, 'src/fixtures/two.json', 'test/own'],
  doneWhen: 'two is 2',
  verify: RUNNER,
  commit: 'feat(it): Make two',
};

async function redOf({ base = {}, tests, remove = [], changed = [], named, failedBefore = [], options = '' }: Work) {
  const { repo, place, commit, tree } = at;
  const baseTree = await withTexts(repo, tree, { ...BASE, ...base });
  const command = (what: string) => ({ command: `${RUNNER}${options} ${what}`.trim(), source: 'package.json' });
  const commands = { test: command('test/own'), testFile: command('') };
  const known = { repo, place, task, commit, baseTree, commands, failedBefore, testFiles: ['test/**'] };
  const changedTests = changed.map((file) => ({ file, why: 'It is of no use any more.' }));
  const red: Red = { summary: 'Tests of two.', tests: named ?? Object.keys(tests), changedTests };
  const redTree = await overlay(repo, await withTexts(repo, baseTree, tests), [], remove);
  const proof = await runActivity(proveRedActivity(bench.dependencies()), { ...known, tree: redTree, red });
  return { known, redTree, proof };
}

async function bothOf(work: Work, source = MADE) {
  const { known, redTree, proof } = await redOf(work);
  if (!proof.ok) return proof;
  const tree = await withTexts(known.repo, redTree, { [SOURCE]: source });
  const made = { ...known, tree, sealed: proof.sealed, redTests: proof.tests, blockers: [], mutants: 0 };
  return runActivity(proveGreenActivity(bench.dependencies()), made);
}

const DATA = { 'test/own/data.json': '{ "two": 2 }\n', 'test/own/aid.js': 'export const aid = () => 2\n' };
const READS = `import { readFileSync } from 'node:fs'\nimport { aid } from './aid.js'\nimport * as own from '../../src/it.js'
it('is what stands there', () => expect(own.two()).toBe(JSON.parse(readFileSync('test/own/data.json', 'utf8')).two))
it('is what helps', () => expect(own.two()).toBe(aid()))\n`;
const BROKEN = `${BASE[OLDER]}\nit('is broken', () => {\n  expect(one()).toBe(0);\n});\n`;
const COVERAGE = { 'jest.config.json': '{ "transform": {}, "coverageThreshold": { "global": { "lines": 100 } } }' };
const UNUSED = { 'src/unused.js': 'export function unused() {\n  return 1;\n}\n' };

describe('honest work passes red and green that', () => {
  it.each<[string, Work]>([
    ['adds tests to an older file without a word', { tests: { [OLDER]: ADDED } }],
    ['takes out an older test and says why', { tests: { [NEW]: FRESH }, remove: [GONE], changed: [GONE] }],
    [
      'renames an older test and says why',
      { tests: { [NEW]: FRESH, 'test/own/went.test.js': BASE[GONE] }, named: [NEW], remove: [GONE], changed: [GONE] },
    ],
    ['has data and a helper beside its tests', { tests: { ...DATA, [NEW]: READS }, named: [`./${NEW}`] }],
    [
      'has a fixture elsewhere that the plan names',
      { tests: { 'src/fixtures/two.json': '2\n', [NEW]: FRESH }, named: [NEW] },
    ],
    [
      'adds to a file with a test that failed before',
      {
        base: { [OLDER]: BROKEN },
        tests: { [OLDER]: ADDED.replace(BASE[OLDER].split('\n\n')[1]!, BROKEN.split('\n\n').slice(1).join('\n\n')) },
        failedBefore: [`${OLDER} > is broken`],
      },
    ],
    [
      'is done where a threshold of coverage is not reached before either',
      {
        base: { ...COVERAGE, ...UNUSED, [OLDER]: `import '../../src/unused.js';\n${BASE[OLDER]}` },
        tests: { [NEW]: FRESH },
        options: ' --coverage',
      },
    ],
  ])('%s', async (_, work) => {
    expect(await bothOf(work)).toMatchObject({ ok: true });
  });
});

describe('red is refused that', () => {
  it.each<[string, Work, RegExp]>([
    [
      'changes an older test without a word',
      { tests: { [NEW]: FRESH, [OLDER]: BASE[GONE] }, named: [NEW] },
      /without a word/,
    ],
    [
      'takes out an older test without a word',
      { tests: { [NEW]: FRESH }, remove: [GONE] },
      /taken out without a word.*gone/,
    ],
    [
      'comments out an older test',
      { tests: { [OLDER]: commentedOut(`${BASE[OLDER]}${FRESH}`) } },
      /don't run any more: .*> is one/,
    ],
    ['names what is no test', { tests: { [NEW]: FRESH, [SOURCE]: MADE } }, /no test files .*: src\/it\.js/],
    [
      'fails only where it failed before',
      {
        base: { [OLDER]: BROKEN },
        tests: { [OLDER]: `${BROKEN}\n// More.\n` },
        failedBefore: [`${OLDER} > is broken`],
      },
      /pass already/,
    ],
  ])('%s', async (_, work, reason) => {
    expect((await redOf(work)).proof).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });
});

it('what is sealed is tests and what the plan names of what they use: no source, and no other data', async () => {
  const tests = { [NEW]: FRESH, [SOURCE]: MADE, 'src/fixtures/two.json': '2\n', 'src/fixtures/b.json': '1\n' };
  const { proof } = await redOf({ tests, named: [NEW] });
  if (!proof.ok) throw new Error(proof.reason);
  expect(proof.sealed.map(({ path: file }) => file)).toEqual(['src/fixtures/two.json', NEW]);
});

it('green is refused where an older test is commented out in a file that red could not load', async () => {
  const reason = expect.stringMatching(/ran before, and don't now: .*> is one/);
  expect(await bothOf({ tests: { [OLDER]: commentedOut(ADDED) } })).toEqual({ ok: false, reason });
});

it('green is refused where the command fails although no test does, with its last words and what would pass', async () => {
  const more = `${MADE}export function more() {\n  return 3;\n}\n`;
  const options = ' --coverage';
  expect(await bothOf({ base: COVERAGE, tests: { [NEW]: FRESH }, options }, more)).toEqual({
    ok: false,
    reason: expect.stringMatching(
      /^No test failed, but the command ended with exit code 1: `.*jest\.js --coverage .*` ended with exit code 1; it said last: .*Coverage for lines \(66.66%\) does not meet .* It has to end with 0, or as it does without the task/,
    ),
  });
});

function commentedOut(text: string): string {
  return text.replace("it('is one'", "/*\nit('is one'").replace('toBe(1);\n});\n', 'toBe(1);\n});\n*/\n');
}
