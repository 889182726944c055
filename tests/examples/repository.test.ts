import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../../examples/user-authentication/root.js';
import { tasks } from '../../examples/user-authentication/script/plan.js';
import { script } from '../../examples/user-authentication/script.js';
import { SUBMISSIONS, type StageName } from '../../src/types.js';
import { callsOf, copyOf, countOf, execute, play, removeCopies, turnsOf } from './play.js';

jest.setTimeout(60_000);
afterAll(removeCopies);

const isTest = (path: string) => path.startsWith('test/');

describe('the example repository', () => {
  test('passes its tests, lint and type check before the feature', async () => {
    const dir = await copyOf(REPOSITORY);
    const tests = await execute(dir, 'npm test');
    expect(tests).toMatchObject({ code: 0 });
    expect(countOf(tests.output, 'pass')).toBe(24);
    expect(await execute(dir, 'npm run lint')).toMatchObject({ code: 0 });
    expect(await execute(dir, 'npm run typecheck')).toMatchObject({ code: 0 });
  });
});

describe('the script', () => {
  test('submits what the contract asks for, at the end of every conversation', () => {
    for (const [key, replies] of Object.entries(script)) {
      const stage = (key.split('/')[1] ?? key) as StageName;
      const last = callsOf(replies.slice(-1));
      expect(last.map(({ name }) => name)).toEqual(['submit']);
      expect(SUBMISSIONS[stage].safeParse(last[0]?.input)).toMatchObject({ success: true });
    }
  });

  test('reads the files that its findings speak of', () => {
    const read = callsOf(turnsOf('prime')).map(({ input }) => input.path);
    expect(read).toEqual(expect.arrayContaining(['src/security.js', 'src/app.js', 'src/config.js']));
  });

  test('writes only files that the plan names for the task', () => {
    for (const task of tasks) {
      const keys = Object.keys(script).filter((key) => key.startsWith(`${task.id}/`));
      const calls = callsOf(keys.flatMap((key) => turnsOf(key))).filter(({ name }) => /^(write|edit)_file$/.test(name));
      expect(new Set(calls.map(({ input }) => input.path))).toEqual(new Set(task.files));
    }
  });
});

describe('the script played task by task', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await copyOf(REPOSITORY);
  });

  for (const { id, verify } of tasks.slice(0, 4)) {
    test(`${id} is red for its own reason, then green`, async () => {
      const tests = await play(dir, turnsOf(`${id}/red/1`));
      expect(tests.every(isTest)).toBe(true);
      const red = await execute(dir, verify);
      expect(red.code).toBe(1);
      expect(red.output).toMatch(id === 'task-004' ? /404 !== 200/ : /ERR_MODULE_NOT_FOUND/);

      const sources = await play(dir, turnsOf(`${id}/green/1`));
      expect(sources.some(isTest)).toBe(false);
      expect(await execute(dir, verify)).toMatchObject({ code: 0 });
      expect(await execute(dir, 'npm test')).toMatchObject({ code: 0 });
    });
  }

  test('task-005 passes, and fails by assertion without what task-004 made', async () => {
    await play(dir, turnsOf('task-005/green/1'));
    const { verify } = tasks[4]!;
    expect(await execute(dir, verify)).toMatchObject({ code: 0 });

    const before = await copyOf(dir);
    await rm(join(before, 'src/api/auth'), { recursive: true });
    for (const path of ['src/app.js', 'README.md']) await cp(join(REPOSITORY, path), join(before, path));
    const without = await execute(before, verify);
    expect(without.code).toBe(1);
    expect(without.output).toMatch(/ERR_ASSERTION/);
    expect(countOf(without.output, 'tests')).toBe(6);
  });

  test('the result is clean and covered', async () => {
    expect(await execute(dir, 'npm run lint')).toMatchObject({ code: 0 });
    expect(await execute(dir, 'npm run typecheck')).toMatchObject({ code: 0 });
    const { output } = await execute(dir, 'npm run coverage');
    expect([countOf(output, 'pass'), countOf(output, 'fail')]).toEqual([60, 0]);
    expect(Number(/all files +\| +([\d.]+)/.exec(output)?.[1])).toBeGreaterThan(85);
  });
});
