import { describe, expect, it } from '@jest/globals';
import type { TaskStatus } from '../../src/types.js';
import { nextTask, settled, startable, withDependants } from '../../src/workflows/schedule.js';
import { standing } from './tasks.js';

const ids = (tasks: TaskStatus[]) => tasks.map(({ id }) => id);
const DIAMOND = [
  standing('task-001'),
  standing('task-002', { blockedBy: ['task-001'] }),
  standing('task-003', { blockedBy: ['task-001'] }),
  standing('task-004', { blockedBy: ['task-002', 'task-003'] }),
];
const after = (states: TaskStatus['status'][]) => DIAMOND.map((task, at) => ({ ...task, status: states[at]! }));

describe('the tasks that may start', () => {
  it.each<[string, TaskStatus['status'][], string[]]>([
    ['are those without a blocker', ['pending', 'pending', 'pending', 'pending'], ['task-001']],
    ['are those whose blockers are done', ['done', 'pending', 'pending', 'pending'], ['task-002', 'task-003']],
    ['wait for every blocker', ['done', 'done', 'running', 'pending'], []],
    ['do not follow a blocked task, but go on beside it', ['done', 'blocked', 'pending', 'pending'], ['task-003']],
    ['do not follow a skipped task', ['skipped', 'pending', 'pending', 'pending'], []],
  ])('%s', (_, states, expected) => {
    expect(ids(startable(after(states), 2))).toEqual(expected);
  });

  it('come by priority, then by id', () => {
    const tasks = [
      standing('task-001', { priority: 'low' }),
      standing('task-003', { priority: 'critical' }),
      standing('task-002', { priority: 'critical' }),
      standing('task-004', { priority: 'high' }),
    ];
    expect(ids(startable(tasks, 4))).toEqual(['task-002', 'task-003', 'task-004', 'task-001']);
  });

  it('are one alone, when what runs has ended, where its work did not fit what landed twice', () => {
    const misfit = standing('task-003', { priority: 'low', landings: 2 });
    const others = [standing('task-002'), misfit];
    expect(startable([standing('task-001', { status: 'running' }), ...others], 4)).toEqual([]);
    expect(ids(startable([standing('task-001', { status: 'done' }), ...others], 4))).toEqual(['task-003']);
    expect(startable([standing('task-002'), { ...misfit, status: 'running' }], 4)).toEqual([]);
    expect(ids(startable([standing('task-002'), { ...misfit, landings: 1 }], 4))).toHaveLength(2);
  });

  it('are as many as there are free places', () => {
    const tasks = [standing('task-001', { status: 'running' }), standing('task-002'), standing('task-003')];
    expect(ids(startable(tasks, 2))).toEqual(['task-002']);
    expect(startable(tasks, 1)).toEqual([]);
  });
});

describe('what a skip takes along', () => {
  it('is all that depends on the task, however far', () => {
    expect(withDependants(DIAMOND, 'task-002')).toEqual(['task-002', 'task-004']);
    expect(withDependants(DIAMOND.toReversed(), 'task-001').toSorted()).toEqual(ids(DIAMOND));
  });

  it('leaves what is done or was skipped for its own reason', () => {
    expect(withDependants(after(['done', 'blocked', 'skipped', 'skipped']), 'task-002')).toEqual(['task-002']);
  });
});

it('all is settled when nothing is left to do, blocked tasks included', () => {
  expect(settled(after(['done', 'done', 'skipped', 'skipped']))).toBe(true);
  expect(settled(after(['done', 'done', 'blocked', 'skipped']))).toBe(false);
  expect(settled(after(['done', 'done', 'running', 'skipped']))).toBe(false);
});

it.each<[string, TaskStatus['status'][], string | undefined]>([
  ['under way', ['done', 'done', 'running', 'pending'], 'task-003'],
  ['blocked', ['done', 'blocked', 'pending', 'pending'], 'task-002'],
  ['free to start', ['done', 'pending', 'pending', 'pending'], 'task-002'],
  ['missing, for all is done', ['done', 'done', 'done', 'done'], undefined],
])('the next task is %s', (_, states, expected) => {
  expect(nextTask(after(states))).toBe(expected);
});
