import { describe, expect, it } from '@jest/globals';
import type { CallModel } from '../../src/activities/call-model.js';
import type { Entry } from '../../src/types.js';
import type { TaskResult } from '../../src/workflows/task.js';
import { asking, grant, reply, reports } from '../helpers/asking-task.js';
import type { PlayedWorkflow } from '../helpers/played-workflow.js';
import { planned } from './tasks.js';

/** A code task: tests and code in one conversation, or in two; what becomes of both where a submit or the task comes to nothing. */

const code = (stages: 'together' | 'apart', more: object = {}) =>
  asking({ task: planned('task-001'), stages, ...more });

const call = (name: string, input: object = {}) => ({ type: 'tool_use', id: `toolu_${name}`, name, input });
const SUBMIT = { red: { summary: 'Tests.', tests: ['test/a.test.js'] }, green: { summary: 'Code.' } };
const sealed = (oid: string) => [{ mode: '100644', oid, path: 'test/a.test.js' }];
const red = (oid = 'a1') => ({
  ok: true,
  tree: `red-${oid}`,
  sealed: sealed(oid),
  tests: ['a'],
  failing: ['a'],
  failure: 'a',
});
const green = { ok: true, tree: 'g1', passed: 1 };

const grantWhereAsked = async (task: PlayedWorkflow) => {
  if (task.open.length === 0 && reports(task).at(-1)?.ask) await grant(task);
};

/** The model says this, and the step that it leads to ends so; then it is asked again, or the task has ended. */
async function turn(task: PlayedWorkflow, said: object, step?: string, result?: object): Promise<void> {
  await task.end('callModel', reply([said]));
  if (step) await task.end(step, { result });
  await grantWhereAsked(task);
}
const submitRed = (task: PlayedWorkflow, proof: object = red()) =>
  turn(task, call('submit', SUBMIT.red), 'proveRed', proof);
const submitGreen = (task: PlayedWorkflow, proof: object = green) =>
  turn(task, call('submit', SUBMIT.green), 'proveGreen', proof);
const block = (task: PlayedWorkflow, kind: string) => turn(task, call('blocked', { reason: 'It says 1.', kind }));
const no = (reason: string, more: object = {}) => ({ ok: false, reason, ...more });

const said = async (task: PlayedWorkflow) => ((await task.query('transcript')) as { entries: Entry[] }).entries;
const last = async (task: PlayedWorkflow) => JSON.stringify((await said(task)).slice(-2));
const asked = (task: PlayedWorkflow) => task.open[0]!.input as CallModel;
const ended = (task: PlayedWorkflow) => task.result as TaskResult & { left?: object; refusals?: string[] };

describe('in one conversation', () => {
  it('the code follows the tests in the same context and worktree, opened by the lines of its stage', async () => {
    const task = await code('together');
    await turn(task, call('write_file'), 'runTools', { tree: 'sketch', results: [] });
    await submitRed(task);
    expect(asked(task)).toMatchObject({ stage: 'green', conversation: { from: 0 } });
    expect((await said(task)).slice(-2)).toMatchObject([
      { content: [{ type: 'tool_result', tool_use_id: 'toolu_submit', content: 'Accepted.' }] },
      { content: [{ text: expect.stringMatching(/^Feature: users\nPhase: execute\nTask: task-001\nStage: green\n/) }] },
    ]);
    await task.end('callModel', reply([call('run', { command: 'ls' })]));
    expect(asked(task)).toMatchObject({ stage: 'green', tree: 'sketch', sealed: ['test/a.test.js'] });
    await task.end('runTools', { result: { tree: 'code', results: [] } });
    await grantWhereAsked(task);
    await task.end('callModel', reply([call('submit', SUBMIT.green)]));
    expect(asked(task)).toMatchObject({ tree: 'code', sealed: sealed('a1') });
    await task.end('proveGreen', { result: green });
    expect(new Set((await said(task)).map(({ conversation }) => conversation))).toEqual(new Set(['task-001/1']));
    expect(ended(task)).toMatchObject({ is: 'done', contexts: 1, proven: { redTree: 'red-a1' } });
  });

  it('a wrong test is amended twice at most: the code stays, and a person is told', async () => {
    const task = await code('together');
    await submitRed(task);
    await turn(task, call('write_file'), 'runTools', { tree: 'code', results: [] });
    for (const [oid, before] of [
      ['a2', 'a1'],
      ['a3', 'a2'],
    ] as const) {
      await block(task, 'tests');
      expect(await last(task)).toMatch(/Accepted.*Stage: red.*The tests again/);
      await task.end('callModel', reply([call('submit', { ...SUBMIT.red, tests: ['test/b.test.js'] })]));
      expect(asked(task)).toMatchObject({ tree: 'code', amends: { tree: `red-${before}`, files: ['test/a.test.js'] } });
      expect(asked(task)).toMatchObject({ red: { tests: ['test/b.test.js', 'test/a.test.js'] } });
      await task.end('proveRed', { result: red(oid) });
      await grantWhereAsked(task);
    }
    await submitGreen(task);
    const why = 'amended after it was sealed: It says 1.';
    expect(ended(task)).toMatchObject({ is: 'done', proven: { changedTests: [{ file: 'test/a.test.js', why }] } });
  });

  it('the third time that tests are wrong, and what else blocks it, is for a person, who gets what was made', async () => {
    const often = await code('together');
    for (const _ of [1, 2, 3]) {
      await submitRed(often);
      await block(often, 'tests');
    }
    expect(ended(often)).toMatchObject({ is: 'blocked', left: { tree: 't0' } });
    const ground = await code('together');
    await submitRed(ground);
    await turn(ground, call('write_file'), 'runTools', { tree: 'code', results: [] });
    await block(ground, 'ground');
    const reason = 'what it stands on is wrong: It says 1.';
    expect(ended(ground)).toMatchObject({ is: 'blocked', reason, left: { tree: 'code', red: { tree: 'red-a1' } } });
  });

  it('what a check says uses up no submit, and the same one again and again is a circle', async () => {
    const task = await code('together');
    for (const _ of [1, 2, 3]) await turn(task, call('check', SUBMIT.red), 'proveRed', no('A typo.'));
    expect(await last(task)).toMatch(/A submit would be refused: A typo\..*The same calls had the same results 3/);
    await submitRed(task, no('A typo.'));
    expect(await last(task)).toMatch(/Refused \(1 of 3\): A typo/);
    await turn(task, call('check', SUBMIT.red), 'proveRed', red());
    expect(await last(task)).toMatch(/would be accepted/);
  });

  it('a refusal that the runs are the reason of is not counted, three times', async () => {
    const task = await code('together');
    for (const _ of [1, 2, 3]) await submitRed(task, no('It timed out.', { free: true }));
    expect(await last(task)).toMatch(/Refused, and not counted/);
    for (const _ of [1, 2, 3]) await submitRed(task, no('It timed out.', { free: true }));
    expect(ended(task)).toMatchObject({
      is: 'blocked',
      refusals: ['red: It timed out.', 'red: It timed out.', 'red: It timed out.'],
    });
  });
});

describe('in two conversations', () => {
  it('the one who implements hears what the tests are about, and goes on from what was left', async () => {
    const task = await code('apart');
    await turn(task, call('write_file'), 'runTools', { tree: 'tests', results: [] });
    await submitRed(task);
    expect(asked(task)).toMatchObject({ tree: 'tests', context: { stage: 'green', summary: 'Tests.' } });
    await task.end('openStage', { result: { system: 'You implement.', opening: 'Do it.' } });
    await grantWhereAsked(task);
    await turn(task, call('write_file'), 'runTools', { tree: 'code', results: [] });
    await submitGreen(task, no('It fails.'));
    await block(task, 'tests');
    expect(asked(task)).toMatchObject({ tree: 'code', context: { stage: 'red', kept: true, attempt: 2 } });
  });
});

it('the next try goes on from what the last one has left, with its tests sealed', async () => {
  const kept = { red: { summary: 'Tests.', tests: [] }, tree: 'red-a1', sealed: sealed('a1'), tests: [], failing: [] };
  const task = await code('together', { contexts: 1, note: 'It failed.', left: { tree: 'code', red: kept } });
  expect(asked(task)).toMatchObject({ stage: 'green' });
  expect((await said(task))[0]).toMatchObject({ conversation: 'task-001/green/2' });
  await submitGreen(task);
  expect(ended(task)).toMatchObject({ is: 'done', contexts: 2 });
});
