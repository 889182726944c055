import { describe, expect, it } from '@jest/globals';
import { FAILURES } from '../../src/errors.js';
import type { CarriedFeature } from '../../src/workflows/carry.js';
import type { CarriedTask } from '../../src/workflows/task-begin.js';
import { NO_USAGE } from '../../src/usage.js';
import { asking, FEATURE, grant, look, place, reply, reports, TASK } from '../helpers/asking-task.js';
import { PlayedWorkflow } from '../helpers/played-workflow.js';
import { QUICK_BRIEF } from '../helpers/quick-script.js';
import { started } from './played-feature.js';
import { planned, run, standing } from './tasks.js';

/** What comes at an odd moment of a workflow with a long history, or in each of a month's days. */

const down = { failure: FAILURES.modelUnavailable, message: '529 Overloaded' };

describe('a task that goes on as a new run', () => {
  it('takes a pause along that comes while its work is still being pushed', async () => {
    const task = await asking({ place: { ...place, remote: 'origin' } });
    await task.end('callModel', reply([look]));
    task.long = true;
    await task.end('runTools', { result: { tree: 't1', results: [] } });
    expect(task.open).toMatchObject([{ type: 'shareWork' }]);
    await task.signal('pause', { number: 3 });
    await task.signal('retry');
    await task.end('shareWork', { result: null });
    const [next] = task.continued as [{ paused: boolean; carried: CarriedTask }];
    expect(next).toMatchObject({ paused: true, carried: { state: { pause: 3 } } });
    expect(next.carried.state.reports).toBe(reports(task).length);
  });

  it('does so too while the service does not answer, and asks for the same turn then', async () => {
    const task = await asking();
    task.long = true;
    await task.end('callModel', down);
    await task.wait();
    const [next] = task.continued as [{ carried: CarriedTask }];
    expect(next.carried.talk).toMatchObject({ turn: 0, patience: { unanswered: 1 } });
    const again = await PlayedWorkflow.start('taskWorkflow', TASK, task.continued!, FEATURE);
    await grant(again);
    expect(again.open).toMatchObject([{ type: 'callModel' }]);
  });
});

it('a call that a person had to mend is made with a new grant: the old one was given back', async () => {
  const task = await asking();
  await task.end('callModel', { failure: FAILURES.modelRefused, message: 'the account can not pay' });
  expect(reports(task).at(-1)).toMatchObject({ stuck: 'the account can not pay', quiet: true });
  await task.signal('retry');
  expect(task.open).toEqual([]);
  await grant(task, { tokens: 50_000 });
  expect(task.open).toMatchObject([{ type: 'callModel', input: { allowance: { tokens: 50_000 } } }]);
});

describe('what is done now', () => {
  const request = { request: 'Add users', repo: '/repository', sandbox: 'off' };

  it('is in the status of a feature, also what a cancel waits for; a pause may come with any reason', async () => {
    const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request]);
    const doing = { what: 'look at the repository, make the branch', since: '2026-11-01T00:00:00.000Z' };
    expect(await feature.query('status')).toMatchObject({ doing });
    await feature.signal('pause', { reason: 5 });
    feature.now += 60_000;
    await feature.tell({ cancelWorkflow: {} });
    expect(await feature.query('status')).toMatchObject({ doing, cancelling: '2026-11-01T00:01:00.000Z' });
  });

  it('is what a task answers when it is asked, and nothing while it waits', async () => {
    const task = await asking();
    expect(await task.query('doing')).toMatchObject({ what: 'task-001 green turn 1: ask the model' });
    await task.end('callModel', down);
    expect(await task.query('doing')).toBeNull();
    await task.wait();
    await grant(task);
    await task.end('callModel', reply([look]));
    expect(await task.query('doing')).toMatchObject({ what: 'task-001 green turn 1: run ls' });
  });
});

describe('a month without the service', () => {
  it('fits into a few runs of a task, and tells the feature little', async () => {
    let task = await asking();
    const month = task.now + 30 * 24 * 3_600_000;
    let runs = 1;
    let told = 0;
    while (task.now < month) {
      task.long = task.events > 4_096;
      await task.end('callModel', down);
      await task.wait();
      if (task.continued) {
        told += task.sent.length;
        runs += 1;
        task = await PlayedWorkflow.start('taskWorkflow', TASK, task.continued, FEATURE, task.now);
      }
      await grant(task);
    }
    expect(runs).toBeLessThan(4);
    expect(told + task.sent.length).toBeLessThan(700);
  });

  it('adds some dozens of events a day to a feature that plans, its columns included', async () => {
    const at = { ...run().at, searchAttributes: ['PivStatus'] };
    const feature = await started('plan', { at });
    await feature.end('openStage', { result: { system: 'You plan.', opening: 'Plan it.' } });
    const day = 24 * 3_600_000;
    const month = feature.now + 30 * day;
    const seen: [number, number][] = [];
    while (feature.now < month) {
      await feature.end('callModel', down);
      await feature.wait();
      seen.push([feature.now, feature.events]);
    }
    const [since, before] = seen.find(([now]) => now > month - 10 * day)!;
    const [until, after] = seen.at(-1)!;
    expect((after - before) / ((until - since) / day)).toBeLessThan(150);
    expect(after).toBeLessThan(5_000);
  });
});

describe('a feature with a long history', () => {
  const tasks = [standing('task-001'), standing('task-002')];
  const state = (): CarriedFeature => {
    const {
      feature: _feature,
      slug: _slug,
      children: _children,
      work: _work,
      ...rest
    } = run({ phase: 'execute', tasks });
    return { ...rest, work: [], bounded: true, brief: QUICK_BRIEF, plan: tasks.map(({ id }) => planned(id)) };
  };
  const request = { request: 'Add users', repo: '/repository', maxParallel: 1, sandbox: 'off' };

  it('waits for a task that was skipped to end, and goes on as a new run then', async () => {
    const feature = await PlayedWorkflow.start('featureWorkflow', FEATURE, [request, state()]);
    await feature.end('readBranch', { result: { tip: 'c0', tree: 't0' } });
    const said = { task: 'task-001', run: TASK, tokens: 0, usage: NO_USAGE, attempts: 0, quiet: true };
    await feature.signal('report', { ...said, before: 1, stuck: 'the API key was refused' });
    feature.long = true;
    await feature.update('skip', { task: 'task-001', reason: 'not needed' });
    expect(feature.continued).toBeUndefined();
    await feature.endChild(TASK, {
      is: 'blocked',
      reason: 'cancelled',
      contexts: 1,
      attempts: 0,
      tokens: 0,
      usage: NO_USAGE,
    });
    expect(feature.continued).toMatchObject([{}, { tasks: [{ status: 'skipped' }, { status: 'pending' }] }]);
  });
});
