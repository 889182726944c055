import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { keptFile } from '../../examples/user-authentication/script/calls.js';
import * as turns from '../../examples/user-authentication/wrong-turns.js';
import { GREEN, MODEL, TEST } from '../../examples/user-authentication/wrong-turns/change.js';
import { git } from '../../src/git/git.js';
import { execute } from '../examples/play.js';
import { castOf, passedAtLast, redGivenUp, subjects, wentAsScripted, type Part } from '../helpers/cast.js';

const again = turns.attemptAgain('task-001', 2);
const parts = {
  'red-that-passes': { turn: turns.redThatPasses },
  'red-with-typo': { turn: turns.redWithTypo },
  'red-with-syntax-error': { turn: turns.redWithSyntaxError },
  'red-for-another-reason': { turn: turns.redForAnotherReason },
  'red-without-tests': { turn: turns.redWithoutTests },
  'red-writes-source': { turn: (script) => turns.apart(turns.redWritesSource(script)) },
  'red-sketches': { turn: turns.redSketches },
  'red-blocked': { turn: redGivenUp(turns.redBlocked), mend: (feature) => feature.retry() },
  'green-fails-twice': { turn: turns.greenFailsTwice },
  'green-retried': {
    turn: (script) => turns.greenThreeTimesWrong({ ...script, 'task-001/green/2': script[GREEN]! }),
    mend: (feature) => feature.retry('task-001'),
  },
  'green-skipped': {
    turn: turns.greenThreeTimesWrong,
    mend: (feature) => feature.skip('task-001', 'It is not worth it.'),
  },
  'green-edits-tests': { turn: turns.greenEditsTests },
  'green-edits-older-tests': { turn: turns.greenEditsOlderTests },
  'green-blocked': { turn: (script) => turns.greenBlocked(again(script)) },
} satisfies Record<string, Part>;
type Name = keyof typeof parts;

const cast = castOf(parts);

describe('a red is refused, told why, and mended when it', () => {
  it.each<[string, Name, RegExp]>([
    ['passes already', 'red-that-passes', /1 of 3.*pass already: .*a note has a title/],
    ['has a typo', 'red-with-typo', /1 of 3.*mistake in the test: .*name that is not defined/],
    ['has a syntax error', 'red-with-syntax-error', /1 of 3.*mistake in the test: .*syntax error/],
    ["fails for what isn't the task's", 'red-for-another-reason', /1 of 3.*account.*isn't one of the task's files/],
    ['has no tests', 'red-without-tests', /1 of 3.*no tests ran/],
    ['writes source', 'red-writes-source', /src\/models\/user\.js.*only test files may be written/],
  ])('%s', async (_, name, reason) => {
    const { told, status } = await passedAtLast(cast(), name);
    expect(told).toEqual([expect.stringMatching(reason)]);
    expect(status.tasks[0]?.attempts).toBe(1);
  });
});

describe('a green that', () => {
  it('fails twice is told each failure and passes at the third attempt', async () => {
    const { told, status } = await passedAtLast(cast(), 'green-fails-twice');
    expect(told).toEqual([
      expect.stringMatching(/1 of 3.*writes an address in one way/),
      expect.stringMatching(/2 of 3.*publicUser leaves out/),
    ]);
    expect(status.tasks[0]?.attempts).toBe(3);
  });

  it('makes the sealed tests easier is judged by them as they were', async () => {
    const { told } = await passedAtLast(cast(), 'green-edits-tests');
    expect(told).toEqual([expect.stringMatching(/sealed/), expect.stringMatching(/1 of 3.*writes an address in one/)]);
    expect(await git(cast().repo, ['show', `piv/green-edits-tests:${TEST}`])).toBe(keptFile(TEST));
    expect(await git(cast().repo, ['ls-tree', '--name-only', 'piv/green-edits-tests', 'eased'])).toBe('');
  });

  it('finds a test wrong amends it in the same conversation', async () => {
    const { task, blocked } = await passedAtLast(cast(), 'green-blocked');
    expect(blocked).toBeUndefined();
    expect(new Set(task.map(({ conversation }) => conversation))).toEqual(new Set(['task-001/1']));
    const stages = JSON.stringify(task).matchAll(/Stage: (\w+)\\nAttempt: (\d)/g);
    expect([...stages].map(([, stage, attempt]) => `${stage} ${attempt}`)).toEqual([
      'red 1',
      'green 1',
      'red 2',
      'green 2',
    ]);
  });
});

it('tests may be tried on a sketch of the code, and checked: they are sealed without it, and it stays', async () => {
  const { told, status } = await passedAtLast(cast(), 'red-sketches');
  expect(told).toEqual([]);
  const { redTree } = status.tasks[0]!;
  expect(await git(cast().repo, ['ls-tree', '-r', '--name-only', redTree!, TEST, MODEL])).toBe(`${TEST}\n`);
});

describe('a task that is blocked', () => {
  const REASON = /3 submits were refused, the last one because: .*can not be changed/s;

  it('after three wrong greens is done by retry in a fresh context, from what was left', async () => {
    const { blocked, status, task } = await passedAtLast(cast(), 'green-retried');
    expect(blocked).toMatchObject({ status: 'blocked', waitingFor: { what: 'person' } });
    expect(blocked?.tasks).toMatchObject([{ status: 'blocked', attempts: 3, reason: expect.stringMatching(REASON) }]);
    expect(blocked?.waitingFor?.text).toMatch(/task-001: 3 submits/);
    expect(blocked?.commits).toEqual([]);
    expect(status.tasks[0]).toMatchObject({ attempts: 4 });
    expect(status.tasks[0]?.reason).toBeUndefined();
    expect([...new Set(task.map(({ conversation }) => conversation))]).toEqual(['task-001/green/2']);
    expect(JSON.stringify(task[1])).toMatch(
      /What it wrote is in the working folder.*An earlier try was given up: 3 submits were refused.*oldest first.*in one way/,
    );
  });

  it('is ended by skip, and the feature with it: PARTIAL is no pass', async () => {
    const { blocked, status } = await cast().played('green-skipped');
    expect(blocked?.tasks).toMatchObject([{ status: 'blocked', reason: expect.stringMatching(REASON) }]);
    expect(status).toMatchObject({ status: 'failed', validation: { verdict: 'PARTIAL' } });
    expect(status.tasks).toMatchObject([{ status: 'skipped', attempts: 3, reason: 'It is not worth it.' }]);
    expect(await subjects(cast(), 'green-skipped')).toEqual([]);
    wentAsScripted(cast(), 'green-skipped');
  });

  it('by its own red is done by retry without a name', async () => {
    const { blocked } = await passedAtLast(cast(), 'red-blocked');
    expect(blocked?.tasks).toMatchObject([
      { status: 'blocked', attempts: 0, reason: expect.stringMatching(/two users may share an address/) },
    ]);
  });
});

it('a green that empties an older test is refused, and the test stays as it was', async () => {
  const { told, status } = await cast().played('green-edits-older-tests');
  expect(status.status).toBe('passed');
  expect(told.join('\n')).toContain('older tests were changed in green');
  const changed = await git(cast().repo, ['diff', '--name-only', 'main', 'piv/green-edits-older-tests']);
  expect(changed.trim().split('\n')).toEqual(['src/models/user.js', TEST]);
});

it('the red tree fails and the green tree passes, unpacked from what status names', async () => {
  const { status } = await cast().played('green-edits-tests');
  const { redTree, greenTree } = status.tasks[0]!;
  const red = await execute(await unpacked(redTree!), `node --test ${TEST}`);
  expect(red).toMatchObject({ code: 1, output: expect.stringMatching(/ERR_MODULE_NOT_FOUND/) });
  const green = await execute(await unpacked(greenTree!), 'node --test');
  expect(green).toMatchObject({ code: 0 });
  const committed = await git(cast().repo, ['rev-parse', 'piv/green-edits-tests^{tree}']);
  expect(committed.trim()).toBe(greenTree);
});

async function unpacked(tree: string): Promise<string> {
  const folder = path.join(cast().swarm.room, tree);
  await mkdir(folder);
  await promisify(execFile)('git', ['-C', cast().repo, 'archive', '--output', `${folder}.tar`, tree]);
  await promisify(execFile)('tar', ['-xf', `${folder}.tar`, '-C', folder]);
  return folder;
}
