import { describe, expect, test } from '@jest/globals';
import { nextCommand } from '../../scripts/piv/next-command.js';
import type { WaitingFor } from '../../src/types.js';
import { aStatus, aTask } from './piv-statuses.js';

const waiting = (what: WaitingFor['what']) => aStatus({ status: 'waiting', waitingFor: { what, text: '' } });

describe('nextCommand', () => {
  test('watches what goes on by itself', () => {
    const statuses = [aStatus(), waiting('landing'), waiting('model')];
    expect(statuses.map(nextCommand)).toEqual(statuses.map(() => 'piv status login --watch'));
  });

  test('answers and approves what waits for a person, the plan by its hash', () => {
    expect(nextCommand(waiting('answers'))).toBe('piv answer login');
    expect(nextCommand({ ...waiting('approval'), planHash: '1a2b3c' })).toBe('piv approve login --plan 1a2b3c');
  });

  test('resumes what is paused, whatever else it waits for', () => {
    const tasks = [aTask('task-001', { status: 'blocked' })];
    expect(nextCommand(aStatus({ status: 'paused', tasks }))).toBe('piv resume login');
  });

  test('retries the one blocked task by its id, and else all that is blocked', () => {
    const blocked = (...ids: string[]) =>
      aStatus({ status: 'blocked', tasks: [aTask('task-001'), ...ids.map((id) => aTask(id, { status: 'blocked' }))] });
    expect(nextCommand(blocked('task-002'))).toBe('piv retry login task-002');
    expect(nextCommand(blocked('task-002', 'task-003'))).toBe('piv retry login');
    expect(nextCommand(blocked())).toBe('piv retry login');
  });

  test('shows the commits of what has ended', () => {
    const log = "git -C '/home/ann/my service' log --stat 0123456789ab..piv/login";
    expect(nextCommand(aStatus({ status: 'passed' }))).toBe(log);
    expect(nextCommand(aStatus({ status: 'failed' }))).toBe(log);
  });

  test('starts what was cancelled again under a name that is free, as a shell takes it', () => {
    const again = (feature: string) => nextCommand(aStatus({ feature, status: 'cancelled' }));
    expect(again('login')).toBe(
      String.raw`piv start 'Add the user'\''s login' --repo '/home/ann/my service' --name login-2`,
    );
    expect(again('login-9')).toMatch(/ --name login-10$/);
    expect(again('a'.repeat(64))).toMatch(/ --name a{62}-2$/);
  });
});
