import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { proveGreenActivity } from '../../src/activities/prove-green.js';
import type { Task } from '../../src/types.js';
import { openBench, runActivity, withTexts, type Bench } from './bench.js';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const SOURCE = 'src/it.js';
const OLDER = 'test/it.test.js';
const NEW = 'test/more.test.js';
const MANIFEST = 'package.json';

const manifest = (more: object) =>
  JSON.stringify({ type: 'module', scripts: { test: 'node --test' }, ...more }, undefined, 2);
const testOf = (assertion: string) => `import { test } from 'node:test';
import assert from 'node:assert/strict';
import { twice } from '../src/it.js';
test('doubles', () => ${assertion});
`;
const BASE = {
  [MANIFEST]: manifest({}),
  'README.md': 'Doubles.\n',
  [SOURCE]: 'export function twice(n) {\n  return n * 2;\n}\n',
  [OLDER]: testOf('assert.equal(twice(2), 4)'),
};
const REWRITTEN = 'export const twice = (n) => n + n;\n';
const WRONG = 'export const twice = (n) => n ** 2 + n - 2;\n';
const WEAK = testOf('assert.ok(twice)');

jest.setTimeout(60_000);
let bench: Bench;
let at: Awaited<ReturnType<Bench['repository']>>;
let baseTree: string;
beforeAll(async () => {
  bench = await openBench();
  at = await bench.repository('kinds');
  baseTree = await withTexts(at.repo, EMPTY_TREE, BASE);
});
afterAll(() => bench.close());

/** A task without red, with this work. */
async function judge(kind: Task['kind'], texts: Record<string, string>) {
  const { repo, place, commit } = at;
  const command = { command: 'node --test', source: MANIFEST };
  const task: Task = {
    id: 'task-001',
    name: 'Make it',
    priority: 'high',
    kind,
    blockedBy: [],
    estimatedTokens: 1_000,
    files: kind === 'test' ? [SOURCE, NEW] : ['README.md'],
    doneWhen: 'it works',
    verify: 'node --test',
    commit: 'chore: Make it',
  };
  const tree = await withTexts(repo, baseTree, texts);
  const known = { place, task, commit, baseTree, tree, sealed: [], redTests: [], blockers: [], failedBefore: [] };
  const commands = { test: command, testFile: command };
  const input = { ...known, commands, testFiles: ['test/**'] };
  return runActivity(proveGreenActivity(bench.dependencies()), input);
}

describe('a task without red is no way round it:', () => {
  it.each<[Task['kind'], string, Record<string, string>, RegExp]>([
    ['docs', 'with source', { 'README.md': 'Doubled.\n', [SOURCE]: REWRITTEN }, /docs task may not change source/],
    ['docs', 'with a test', { 'README.md': 'Doubled.\n', [OLDER]: WEAK }, /docs task may not change tests/],
    ['chore', 'with source', { [SOURCE]: REWRITTEN }, /chore task may not change source/],
    ['chore', 'with a test', { [OLDER]: WEAK }, /chore task may not change tests/],
    ['chore', 'with another script', { [MANIFEST]: manifest({ scripts: { test: 'exit 0' } }) }, /decide what tests/],
    ['test', 'with source', { [NEW]: BASE[OLDER], [SOURCE]: WRONG }, /test task may not change source/],
    ['test', 'that proves nothing', { [NEW]: WEAK.replace('assert.ok(twice)', 'twice') }, /returns at once/],
    ['test', 'that weakens older ones', { [NEW]: BASE[OLDER], [OLDER]: WEAK }, /only where the plan names them/],
    ['test', 'that fails', { [NEW]: testOf('assert.equal(twice(3), 5)') }, /of the tests fail/],
    ['refactor', 'with another result', { [SOURCE]: WRONG.replace('n - 2', 'n') }, /fail that didn't before/],
    ['refactor', 'with a test', { [SOURCE]: WRONG, [OLDER]: WEAK }, /refactor changes no test/],
    ['refactor', 'of nothing', {}, /nothing was changed/],
  ])('a %s task %s is refused', async (kind, _, texts, reason) => {
    expect(await judge(kind, texts)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  it.each<[Task['kind'], Record<string, string>]>([
    ['docs', { 'README.md': 'Doubles a number.\n' }],
    ['chore', { [MANIFEST]: manifest({ devDependencies: { c8: '^11.0.0' } }), '.gitignore': 'node_modules\n' }],
    ['test', { [NEW]: testOf('assert.equal(twice(-1), -2)') }],
    ['refactor', { [SOURCE]: REWRITTEN }],
  ])('an honest %s task passes', async (kind, texts) => {
    expect(await judge(kind, texts)).toMatchObject({ ok: true });
  });
});
