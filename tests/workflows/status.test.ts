import { describe, expect, it } from '@jest/globals';
import type { FeatureState, TaskStatus } from '../../src/types.js';
import { NO_USAGE } from '../../src/usage.js';
import type { FeatureRun } from '../../src/workflows/feature-run.js';
import type { TaskWork } from '../../src/workflows/task-work.js';
import { OWN } from '../../src/workflows/feature-purse.js';
import { account, spend } from '../../src/workflows/ledger.js';
import { statusOf } from '../../src/workflows/status.js';
import { run, standing } from './tasks.js';

const KEY = 'the API key was refused';
const stuck = (task: string): [string, TaskWork] => {
  const said = { task, run: 'r', tokens: 0, usage: NO_USAGE, attempts: 0, quiet: true, stuck: KEY };
  return [task, { contexts: 1, ended: [], report: said }];
};
const AWAY = 'no worker of host desk takes its steps';
const away = (task: string): [string, TaskWork] => {
  const [id, work] = stuck(task);
  const { stuck: _stuck, ...report } = work.report!;
  return [id, { ...work, report: { ...report, away: AWAY } }];
};
const tasks = (...states: TaskStatus['status'][]) =>
  states.map((status, at) =>
    standing(`task-00${at + 1}`, { status, ...(status === 'blocked' ? { reason: 'three wrong greens' } : {}) }),
  );
const executing = (more: Partial<FeatureRun>) => statusOf(run({ phase: 'execute', ...more }));

it('a feature that has just begun is running, with what the contract names', () => {
  expect(statusOf(run())).toMatchObject({
    feature: 'users',
    request: 'Add users',
    repo: '/repository',
    branch: 'piv/users',
    phase: 'prime',
    status: 'running',
    decisions: [],
    tasks: [],
    sessions: [{ number: 1, tokens: 0, done: [] }],
    commits: [],
    tokens: 0,
    sandbox: 'off',
  });
});

it('the tokens are those of all sessions', () => {
  const sessions = [1, 2].map((number) => ({ number, tokens: number * 100, done: [] }));
  expect(statusOf(run({ sessions })).tokens).toBe(300);
});

it('what the service does not take is one note, whoever was answered without it', () => {
  const without = ["the model's service is asked without cache marks"];
  const feature = run({ tasks: [standing('task-001')] });
  const spent = { tokens: 1, usage: NO_USAGE, without };
  spend(feature, spent, OWN);
  account(feature, { ...spent, task: 'task-001', run: 'r', attempts: 0, quiet: false });
  expect(statusOf(feature).notes).toEqual(without);
});

describe('a feature is', () => {
  const waitingFor = { what: 'approval', text: 'approve the plan' } as const;
  it.each<[FeatureState, Partial<FeatureRun>, string | undefined]>([
    ['waiting', { waitingFor }, 'approve the plan'],
    ['blocked', { waitingFor, blockedOn: KEY }, KEY],
    [
      'paused',
      { blockedOn: KEY, pause: { wanted: 'lunch', number: 1, closed: true } },
      'paused: lunch; resume goes on',
    ],
    ['running', { pause: { wanted: 'lunch', number: 1, closed: false } }, undefined],
    ['passed', { closed: 'passed', waitingFor }, undefined],
    ['cancelled', { closed: 'cancelled', pause: { wanted: 'lunch', number: 1, closed: true } }, undefined],
  ])('%s when its state is that', (state, more, text) => {
    const status = statusOf(run(more));
    expect(status.status).toBe(state);
    expect(status.waitingFor?.text).toBe(text);
  });
});

describe('a feature whose tasks wait for the model', () => {
  const waiting = (task: string, until: string): [string, TaskWork] => {
    const said = { task, run: 'r', tokens: 0, usage: NO_USAGE, attempts: 0, quiet: true };
    return [task, { contexts: 1, ended: [], report: { ...said, waits: { text: 'Overloaded', until } } }];
  };
  const late = '2026-11-25T08:00:09.000Z';
  const soon = '2026-11-25T08:00:01.000Z';

  it('is waiting until the first of them asks again', () => {
    const work = new Map([waiting('task-001', late), waiting('task-002', soon)]);
    const status = executing({ tasks: tasks('running', 'running'), work });
    expect(status).toMatchObject({ status: 'waiting', waitingFor: { what: 'model', text: 'Overloaded', until: soon } });
  });

  it('is running while one of them does not', () => {
    const status = executing({ tasks: tasks('running', 'running'), work: new Map([waiting('task-001', soon)]) });
    expect(status.status).toBe('running');
    expect(status.waitingFor).toBeUndefined();
  });
});

describe('a feature whose host takes no steps', () => {
  it('waits, and says what for', () => {
    const waiting = { status: 'waiting', waitingFor: { what: 'person', text: AWAY } };
    expect(executing({ away: AWAY })).toMatchObject(waiting);
    const both = new Map([away('task-001'), away('task-002')]);
    expect(executing({ tasks: tasks('running', 'running'), work: both })).toMatchObject(waiting);
    const one = executing({ tasks: tasks('running', 'running'), work: new Map([away('task-001')]) });
    expect(one.status).toBe('running');
  });
});

describe('a feature with a blocked task', () => {
  it('is running while another task is', () => {
    expect(executing({ tasks: tasks('blocked', 'running') }).status).toBe('running');
  });

  it('is blocked with the reason of each when none is', () => {
    const status = executing({ tasks: tasks('done', 'blocked', 'blocked', 'pending') });
    expect(status.status).toBe('blocked');
    expect(status.waitingFor).toEqual({
      what: 'person',
      text: 'task-002: three wrong greens\ntask-003: three wrong greens',
    });
  });

  it('is blocked when every running task waits for a person, and running when one does not', () => {
    const one = executing({ tasks: tasks('running', 'running'), work: new Map([stuck('task-001')]) });
    expect(one.status).toBe('running');
    const both = new Map([stuck('task-001'), stuck('task-002')]);
    const all = executing({ tasks: tasks('running', 'running'), work: both });
    expect(all).toMatchObject({ status: 'blocked', waitingFor: { text: KEY } });
  });
});
