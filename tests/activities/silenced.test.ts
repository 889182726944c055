import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import path from 'node:path';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import { proveRedActivity } from '../../src/activities/prove-red.js';
import type { Task } from '../../src/types.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

const JEST = path.join(path.dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js');
const TEST = { command: `node --experimental-vm-modules ${JEST} test/own`, source: 'package.json' };
const OLDER = 'test/own/older.test.js';
const NEW = 'test/own/new.test.js';
const SOURCE = 'src/it.js';

const BASE = {
  'jest.config.json': '{ "transform": {} }',
  [SOURCE]: 'export const one = () => 1;\n',
  [OLDER]: `import { one } from '../../src/it.js';
it('is one', () => expect(one()).toBe(1));
it('is a number', () => expect(typeof one()).toBe('number'));
it.skip('is slow', () => {});
`,
};
const FRESH = `import * as own from '../../src/it.js';
it('is two', () => expect(own.two()).toBe(2));
it('is no text', () => expect(own.two()).not.toBe('2'));
`;
const task: Task = {
  id: 'task-001',
  name: 'Make two',
  priority: 'high',
  kind: 'code',
  blockedBy: [],
  estimatedTokens: 1_000,
  files: [SOURCE],
  doneWhen: 'two is 2',
  verify: TEST.command,
  commit: 'feat(it): Make two',
};

jest.setTimeout(60_000);
let bench: Bench;
let known: Awaited<ReturnType<typeof baseOf>>;
beforeAll(async () => {
  bench = await openBench();
  known = await baseOf();
});
afterAll(() => bench.close());

async function baseOf() {
  const { repo, place, commit, tree } = await bench.repository('silenced');
  const baseTree = await withTexts(repo, tree, BASE);
  const commands = { test: TEST, testFile: { ...TEST, command: TEST.command.replace(' test/own', '') } };
  return { repo, place, task, commit, baseTree, commands, failedBefore: [], testFiles: ['test/**'] };
}

async function redOf(texts: Record<string, string>) {
  const tree = await withTexts(known.repo, known.baseTree, texts);
  const changedTests = OLDER in texts ? [{ file: OLDER, why: 'It has to say more.' }] : [];
  const red = { summary: 'Tests of two.', tests: Object.keys(texts).filter((file) => file === NEW), changedTests };
  return { tree, red: { ...red, tests: red.tests.length > 0 ? red.tests : [OLDER] } };
}

const prove = async (texts: Record<string, string>) =>
  runActivity(proveRedActivity(bench.dependencies()), { ...known, ...(await redOf(texts)) });

it('a test that is focused so that the others of its file are skipped is no red', async () => {
  const focused = FRESH.replace("it('is two'", "it.only('is two'");
  expect(await prove({ [NEW]: focused })).toEqual({ ok: false, reason: expect.stringMatching(/skipped.*is no text/) });
});

it('an older test is not focused so that the others of its file are skipped', async () => {
  const focused = BASE[OLDER].replace("it('is one'", "it.only('is one'");
  const reason = 'these older tests are skipped now: test/own/older.test.js > is a number';
  expect(await prove({ [NEW]: FRESH, [OLDER]: focused })).toEqual({ ok: false, reason });
});

it('tests beside one that was skipped before are honest work', async () => {
  const texts = { [OLDER]: `${BASE[OLDER]}${FRESH}` };
  const proof = await prove(texts);
  expect(proof).toMatchObject({ ok: true });
  const { sealed, tests: redTests } = proof as Extract<typeof proof, { ok: true }>;
  const made = { ...texts, [SOURCE]: `${BASE[SOURCE]}export const two = () => 2;\n` };
  const tree = await withTexts(known.repo, known.baseTree, made);
  const input = { ...known, tree, sealed, redTests, blockers: [], mutants: 0 };
  expect(await runActivity(proveGreenActivity(bench.dependencies()), input)).toMatchObject({ ok: true, passed: 4 });
});
