import { describe, expect, it } from '@jest/globals';
import type { Task } from '../../src/types.js';
import { FEATURE, land, SPENT, started, statusOf, TIP, workflowOf } from './played-feature.js';
import { planned } from './tasks.js';

/** What a person changes of a plan that is open. */

const { id: _id, ...fields } = planned('task-009', { verify: 'node --test', files: ['src/new.js'] });
const refused = (what: RegExp) => ({ refused: expect.stringMatching(what) });
const changed = (task: string) => ({ task, planHash: expect.any(String) });

describe('a plan that waits for its approval', () => {
  it('is changed in all its parts, and approved as it is then only', async () => {
    const feature = await started('plan', { planOpen: true, planHash: 'old' });
    expect(await feature.update('addTask', { task: fields })).toEqual(changed('task-003'));
    expect(await feature.update('editTask', { task: 'task-002', change: { kind: 'chore' } })).toEqual(
      changed('task-002'),
    );
    expect(await feature.update('dropTask', { task: 'task-001', reason: 'not needed' })).toEqual(changed('task-001'));
    const { planHash, waitingFor, tasks, notes } = await statusOf(feature);
    expect(waitingFor!.text).toBe(`approve the plan or revise it: piv approve users --plan ${planHash}`);
    expect(tasks).toMatchObject([
      { id: 'task-002', kind: 'chore', status: 'pending' },
      { id: 'task-003', status: 'pending' },
    ]);
    expect(notes).toContain('task-001 (Create User model) was taken out of the plan: not needed');
    const { tasks: plan } = (await feature.query('plan')) as { tasks: Task[] };
    expect(plan[1]).toEqual({ id: 'task-003', ...fields });
    expect(await feature.update('approve', { planHash: 'old' })).toEqual(refused(/^the plan has changed since/));
    expect(await feature.update('approve', { planHash })).toEqual({ planHash });
    await feature.end('readBranch', TIP);
    expect(feature.children.has(workflowOf('task-002'))).toBe(true);
  });
});

describe('a plan that is carried out', () => {
  it('gets another task, once somebody approves that, and does it', async () => {
    const feature = await started('execute');
    const more = { task: { ...fields, blockedBy: ['task-001'], priority: 'critical' } };
    expect(await feature.update('addTask', more)).toEqual(
      refused(/^task-003 is a task that nobody has approved, and may change src\/new\.js: say that you approve it/),
    );
    expect(await feature.update('addTask', { ...more, approve: true })).toEqual(changed('task-003'));
    await land(feature, 'task-001');
    await feature.end('readBranch', TIP);
    expect(feature.inputs.get(workflowOf('task-003'))).toMatchObject({
      task: { id: 'task-003', files: ['src/new.js'] },
    });
  });

  it('is changed where it has not begun, and never widened without approval', async () => {
    const feature = await started('execute');
    const edit = (task: string, change: object, more = {}) => feature.update('editTask', { task, change, ...more });
    expect(await edit('task-001', { name: 'x' })).toEqual(refused(/^task-001 is running, .*; say it with tell$/));
    expect(await edit('task-009', { name: 'x' })).toEqual(refused(/^there is no task "task-009"/));
    expect(await edit('task-002', {})).toEqual(refused(/^change: name at least one field/));
    expect(await edit('task-002', { nmae: 'x' })).toEqual(refused(/^change: .*nmae/));
    expect(await edit('task-002', { id: 'task-003' })).toEqual(refused(/^change: /));
    expect(await edit('task-002', { files: ['package.json'] })).toEqual(
      refused(/^task-002 could change package\.json/),
    );
    expect(await edit('task-002', { verify: 'true' })).toEqual(refused(/^task-002: verify "true"/));
    expect(await edit('task-002', { doneWhen: 'Else.' })).toEqual(changed('task-002'));
    expect(await edit('task-002', { files: ['package.json'] }, { approve: true })).toEqual(changed('task-002'));
    await land(feature, 'task-001');
    await feature.end('readBranch', TIP);
    expect(feature.inputs.get(workflowOf('task-002'))).toMatchObject({
      task: { doneWhen: 'Else.', files: ['package.json'] },
    });
    expect(await edit('task-001', { name: 'x' })).toEqual(refused(/^task-001 is done already$/));
  });

  it('loses a task that was about to start, or was given up', async () => {
    const feature = await started('execute');
    await feature.endChild(workflowOf('task-001'), { is: 'blocked', reason: 'No clock.', ...SPENT });
    await feature.end('readBranch', TIP);
    expect(await feature.update('dropTask', { task: 'task-001' })).toEqual(changed('task-001'));
    expect(await feature.update('dropTask', { task: 'task-002' })).toEqual(refused(/^task-002 is running/));
    await land(feature, 'task-002');
    expect(await statusOf(feature)).toMatchObject({ phase: 'validate', tasks: [{ id: 'task-002', status: 'done' }] });
    const late = await feature.update('addTask', { task: fields });
    expect(late).toEqual(refused(/^the plan is carried out/));
  });

  it('may change while a task before it in line is being started', async () => {
    const feature = await started('plan', { planOpen: true });
    await feature.update('approve', {});
    expect(await feature.update('dropTask', { task: 'task-002' })).toEqual(changed('task-002'));
    await feature.end('readBranch', TIP);
    await land(feature, 'task-001');
    expect([...feature.children.keys()]).toEqual([`${FEATURE}/task-001`]);
  });
});

it('without a plan there is nothing to change', async () => {
  const feature = await started('plan');
  expect(await feature.update('addTask', { task: fields })).toEqual(refused(/^there is no plan yet/));
});
