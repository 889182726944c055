import { expect, it } from '@jest/globals';
import type { TaskInput } from '../../src/workflows/task.js';
import type { PlayedWorkflow } from '../helpers/played-workflow.js';
import { land, SPENT, started, TIP, workflowOf } from './played-feature.js';

/** A task that is blocked, and tried again after another one has landed: what it left, and what it is told. */

const RED = { red: { summary: 'Tests.', tests: [] }, tree: 'red', sealed: [], tests: [], failing: [] };
const BLOCKED = { is: 'blocked', reason: '3 submits were refused', ...SPENT };
const ID = 'task-001';

async function triedAgain(tip: string, change?: object): Promise<PlayedWorkflow> {
  const feature = await started('execute', { keeps: true });
  const left = { tree: 'code', red: RED };
  await feature.endChild(workflowOf(ID), { ...BLOCKED, left, refusals: ['red: A typo.', 'green: One fails.'] });
  if (change) await feature.update('editTask', { task: ID, change });
  await feature.update('retry', { task: ID });
  await feature.end('readBranch', TIP);
  await land(feature, 'task-002');
  await feature.end('readBranch', { result: { tip, tree: 't1' } });
  return feature;
}
const given = (feature: PlayedWorkflow) => feature.inputs.get(workflowOf(ID)) as TaskInput;

it('goes on from it, with its tests sealed, where its commit is still the tip; all refusals are told', async () => {
  const { left, note, stages } = given(await triedAgain('c0'));
  expect({ left, stages }).toEqual({ left: { tree: 'code', red: RED }, stages: 'together' });
  expect(note).toMatch(/given up: 3 submits were refused\n[^]*- red: A typo\.\n- green: One fails\.$/);
});

it('has its tests proven again where the task is another by now, or the branch has moved', async () => {
  expect(given(await triedAgain('c0', { doneWhen: 'It is done.' })).left).toEqual({ tree: 'code' });
  const moved = await triedAgain('c1');
  await moved.end('carryWork', { result: { tree: 'merged' } });
  expect(given(moved).left).toEqual({ tree: 'merged' });
});

it('begins anew where what was left conflicts with what has landed', async () => {
  const moved = await triedAgain('c1');
  await moved.end('carryWork', { result: {} });
  expect(given(moved)).toMatchObject({ commit: 'c1', note: expect.stringContaining('given up') });
  expect(given(moved).left).toBeUndefined();
});
