import { describe, expect, it } from '@jest/globals';
import type { TranscriptPage } from '../../src/conversation.js';
import { NO_USAGE } from '../../src/usage.js';
import type { TaskInput } from '../../src/workflows/task.js';
import type { PlayedWorkflow } from '../helpers/played-workflow.js';
import { land, proven, SPENT, started, statusOf, TIP, workflowOf } from './played-feature.js';
import { planned } from './tasks.js';

/** What a person says to a feature: who hears it. */

const given = (feature: PlayedWorkflow, id: string) => (feature.inputs.get(workflowOf(id)) as TaskInput).told;
const signalled = ({ sent }: PlayedWorkflow) =>
  sent.filter(({ signal }) => signal === 'told').map(({ args }) => args[0]);
const report = (id: string, words: object[]) => ({
  task: id,
  run: workflowOf(id),
  ...SPENT,
  quiet: false,
  before: 1,
  words,
});

describe('words to a task', () => {
  it('are sent to it where it runs, and are heard when it says so', async () => {
    const feature = await started('execute');
    expect(await feature.update('tell', { task: 'task-001', text: ' Use the clock. ' })).toEqual({
      number: 1,
      hears: ['task-001'],
    });
    await feature.update('tell', { task: 'task-001', text: 'And the log.' });
    const words = [
      { number: 1, text: 'Use the clock.' },
      { number: 2, text: 'And the log.' },
    ];
    expect(signalled(feature)).toEqual([words.slice(0, 1), words]);
    await feature.signal('report', report('task-001', [{ number: 1, said: 'task-001/red/1' }, { number: 2 }]));
    expect((await statusOf(feature)).told).toMatchObject([
      { number: 1, task: 'task-001', text: 'Use the clock.', said: ['task-001/red/1'] },
      { number: 2, said: [] },
    ]);
  });

  it('wait until it is started, or started again', async () => {
    const feature = await started('execute');
    expect(await feature.update('tell', { task: 'task-002', text: 'Use the clock.' })).toMatchObject({ hears: [] });
    await feature.update('tell', { task: 'task-001', text: 'And the log.' });
    await feature.endChild(workflowOf('task-001'), {
      is: 'blocked',
      reason: 'No log.',
      ...SPENT,
      words: [{ number: 2 }],
    });
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-002')).toEqual([{ number: 1, text: 'Use the clock.' }]);
    await feature.endChild(workflowOf('task-002'), { is: 'blocked', reason: 'No clock.', ...SPENT });
    await feature.update('retry', { task: 'task-001' });
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-001')).toEqual([{ number: 2, text: 'And the log.' }]);
  });

  it('are refused with one line where it has ended, is not known, or does not begin yet', async () => {
    const feature = await started('execute');
    await land(feature, 'task-001');
    const refusals = [
      [{ task: 'task-001', text: 'x' }, /^task-001 has ended \(done\) and hears nothing any more: [^\n]+$/],
      [{ task: 'task-009', text: 'x' }, /^there is no task "task-009"; the tasks are task-001, task-002$/],
      [{ text: ' ' }, /^text: say what is to be heard$/],
      [{ text: 'x'.repeat(4_001) }, /^text: it has 4001 characters, and 4000 can be taken/],
      [undefined, /^text: /],
    ] as const;
    for (const [input, refused] of refusals) {
      expect(await feature.update('tell', input)).toEqual({ refused: expect.stringMatching(refused) });
    }
    const planning = await started('plan', { planOpen: true });
    expect(await planning.update('tell', { task: 'task-001', text: 'x' })).toEqual({
      refused: expect.stringMatching(/^no task has begun/),
    });
    expect((await statusOf(feature)).told).toBeUndefined();
  });

  it('that came too late for it are handed to the others', async () => {
    const feature = await started('execute');
    await feature.update('tell', { task: 'task-001', text: 'Use the clock.' });
    await land(feature, 'task-001', [{ number: 1 }]);
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-002')).toEqual([
      { number: 1, text: '(to task-001, which has ended since) Use the clock.' },
    ]);
  });
});

it('what finished work has heard is not said again as that is mended, unless it has to be done again', async () => {
  const feature = await started('execute');
  await feature.update('tell', { task: 'task-001', text: 'Use the clock.' });
  const words = [{ number: 1, said: 'task-001/green/1' }];
  await feature.endChild(workflowOf('task-001'), { is: 'done', proven, ...SPENT, words });
  const merged = { work: 'c1', sealed: [], tree: 't2', tip: 'c9', tipTree: 't9' };
  await feature.end('prepareLanding', { result: { is: 'conflict', tip: 'c9', files: ['a.js'], merged } });
  expect(feature.inputs.get(workflowOf('task-001'))).toMatchObject({
    mend: { merged },
    told: [{ number: 1, text: 'Use the clock.', said: 'task-001/green/1' }],
  });
});

describe('words to a feature', () => {
  it('between plan and tasks are for each task, at its start', async () => {
    const feature = await started('plan', { planOpen: true, planHash: 'h' });
    expect(await feature.update('tell', { text: 'Be brief.' })).toEqual({ number: 1, hears: [] });
    await feature.update('approve', {});
    await feature.end('readBranch', TIP);
    const words = [{ number: 1, text: 'Be brief.' }];
    expect(given(feature, 'task-001')).toEqual(words);
    await land(feature, 'task-001', [{ number: 1, said: 'task-001/red/1' }]);
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-002')).toEqual(words);
    expect(signalled(feature)).toEqual([]);
  });

  it('that come while a task is being started reach it too', async () => {
    const feature = await started('plan', { planOpen: true, planHash: 'h' });
    await feature.update('approve', {});
    await feature.update('tell', { text: 'Be brief.' });
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-001')).toEqual([{ number: 1, text: 'Be brief.' }]);
  });

  it('are heard by the plan that is under way, whose tasks hear them by that', async () => {
    const feature = await started('plan', { plan: [], tasks: [] });
    await feature.end('openStage', { result: { system: 'You plan.', opening: 'Plan it.' } });
    expect(await feature.update('tell', { text: 'One task is enough.' })).toEqual({ number: 1, hears: ['plan'] });
    const plan = (id: string) => ({
      result: {
        content: [{ type: 'tool_use', id, name: 'submit', input: { tasks: [planned('task-003')] } }],
        stop: 'tool_use',
        model: 'scripted',
        usage: NO_USAGE,
        lost: NO_USAGE,
      },
    });
    await feature.end('callModel', plan('toolu_1'));
    const { entries } = (await feature.query('transcript')) as TranscriptPage;
    expect(entries.at(-1)).toMatchObject({ conversation: 'plan/1', told: 1 });
    await feature.end('callModel', plan('toolu_2'));
    expect((await statusOf(feature)).told).toMatchObject([{ said: ['plan/1'] }]);
    await feature.update('approve', {});
    await feature.end('readBranch', TIP);
    expect(given(feature, 'task-003')).toBeUndefined();
  });
});
