import { describe, expect, it } from '@jest/globals';
import type { TranscriptPage } from '../../src/conversation.js';
import { FAILURES } from '../../src/errors.js';
import type { TaskResult } from '../../src/workflows/task.js';
import { FEATURE, grant, openedTask, reply, reports, TASK } from '../helpers/asking-task.js';
import { PlayedWorkflow } from '../helpers/played-workflow.js';

/** What a person says to a task: when its conversation hears it. */

const CONVERSATION = 'task-001/green/1';

const first = { number: 1, text: 'First this.' };
const second = { number: 2, text: 'Then that.' };

const opened = (more: object = {}) => openedTask({ hosts: 'many', ...more });
const call = (id: string, name = 'run', input: object = { command: 'ls' }) =>
  reply([{ type: 'tool_use', id, name, input }]);
const submit = (id: string) => call(id, 'submit', { summary: 'Done.' });
const ran = (id: string, tree: string) => ({
  result: { tree, results: [{ type: 'tool_result', tool_use_id: id, content: 'a.js' }] },
});

/** What a request of now would send, after the opening: a line a block. */
async function said(task: PlayedWorkflow): Promise<string[]> {
  const { entries } = (await task.query('transcript')) as TranscriptPage;
  return entries.slice(2).flatMap((entry) => {
    if (entry.role === 'system') return [];
    const told = entry.role === 'user' && entry.told ? `${entry.told}: ` : '';
    return entry.content.map((block) => (block.type === 'text' ? told + block.text.split('\n').at(-1)! : block.type));
  });
}
const lengthOf = ({ open }: PlayedWorkflow) => {
  const { from, to } = (open.find(({ type }) => type === 'callModel')!.input as { conversation: never })
    .conversation as { from: number; to: number };
  return to - from;
};

describe('words to a task', () => {
  it('come after the results of the turn that is under way, in order and once', async () => {
    const task = await opened();
    await grant(task);
    await task.signal('told', [first]);
    await task.signal('told', [first, second]);
    expect(await said(task)).toEqual([]);
    await task.end('callModel', call('toolu_1'));
    await task.end('runTools', ran('toolu_1', 't1'));
    const heard = ['tool_use', 'tool_result', '1: First this.', '2: Then that.'];
    expect(await said(task)).toEqual(heard);
    expect(lengthOf(task)).toBe(2 + 4);
    expect(reports(task).at(-1)!.words).toEqual([
      { number: 1, said: CONVERSATION },
      { number: 2, said: CONVERSATION },
    ]);
    await task.signal('told', [first, second]);
    await task.end('callModel', call('toolu_2'));
    await task.end('runTools', ran('toolu_2', 't1'));
    expect(await said(task)).toEqual([...heard, 'tool_use', 'tool_result']);
  });

  it('that it was started with, or got as it waited for tokens or a pause, are in its next request', async () => {
    const task = await opened({ told: [first] });
    await task.signal('told', [first, second]);
    await grant(task);
    expect(await said(task)).toEqual(['1: First this.', '2: Then that.']);
    expect(lengthOf(task)).toBe(4);
    await task.end('callModel', call('toolu_1'));
    await task.signal('pause', { number: 1 });
    await task.end('runTools', ran('toolu_1', 't1'));
    await task.signal('told', [{ number: 4, text: 'And so on.' }]);
    expect(await said(task)).toHaveLength(4);
    await task.signal('resume');
    if (!task.open.some(({ type }) => type === 'callModel')) await grant(task);
    expect(await said(task)).toEqual(['1: First this.', '2: Then that.', 'tool_use', 'tool_result', '4: And so on.']);
  });

  it('come with the next try of a request that the service did not answer', async () => {
    const task = await opened();
    await grant(task);
    await task.end('callModel', { failure: FAILURES.modelUnavailable, message: '529 Overloaded' });
    await task.signal('told', [first]);
    await task.wait();
    await grant(task);
    expect(await said(task)).toEqual(['1: First this.']);
    expect(lengthOf(task)).toBe(3);
  });

  it('go along where it continues as a new run, those that were heard as such', async () => {
    const task = await opened({ told: [first] });
    await grant(task);
    await task.end('callModel', call('toolu_1'));
    await task.signal('told', [second]);
    task.long = true;
    await task.end('runTools', ran('toolu_1', 't1'));
    const again = await PlayedWorkflow.start('taskWorkflow', TASK, task.continued!, FEATURE);
    await again.signal('told', [first, second]);
    if (!again.open.some(({ type }) => type === 'callModel')) await grant(again);
    expect(await said(again)).toEqual(['1: First this.', 'tool_use', 'tool_result', '2: Then that.']);
  });
});

describe('words to a task whose host is gone', () => {
  const takenOver = async (there: string[]) => {
    const task = await opened();
    await grant(task);
    await task.end('callModel', call('toolu_1'));
    await task.signal('told', [first]);
    await task.end('runTools', ran('toolu_1', 't1'));
    await task.signal('told', [second]);
    await task.end('callModel', call('toolu_2'));
    await task.end('runTools', ran('toolu_2', 't2'));
    await task.end('callModel', call('toolu_3'));
    await task.end('runTools', { never: 'begun' });
    await task.end('adopt', { result: { host: 'other', trees: there } });
    return task;
  };

  it('are said again in the turns that are done again, and no others', async () => {
    const task = await takenOver(['t1']);
    expect(await said(task)).toEqual(['tool_use', 'tool_result', '1: First this.', '2: Then that.']);
  });

  it('are said again from the start, in the conversation that starts again', async () => {
    const task = await takenOver([]);
    expect(reports(task).at(-1)!.words).toEqual([{ number: 1 }, { number: 2 }]);
    await task.end('openStage', { result: { system: 'You implement.', opening: 'Do it again.' } });
    if (!task.open.some(({ type }) => type === 'callModel')) await grant(task);
    expect((await said(task)).slice(-3)).toEqual(['Do it again.', '1: First this.', '2: Then that.']);
  });
});

describe('a submit', () => {
  it('is not taken before all is heard that was said meanwhile; no refusal is counted', async () => {
    const task = await opened();
    await grant(task);
    await task.signal('told', [first]);
    await task.end('callModel', submit('toolu_1'));
    expect(task.open).toMatchObject([{ type: 'callModel' }]);
    expect(await said(task)).toEqual(['tool_use', 'tool_result', '1: First this.']);
    await task.end('callModel', submit('toolu_2'));
    await task.signal('told', [first, second]);
    await task.end('proveGreen', { result: { ok: true, tree: 't0', passed: 1, failing: [] } });
    expect((await said(task)).slice(-3)).toEqual(['tool_use', 'tool_result', '2: Then that.']);
    await task.end('callModel', call('toolu_3', 'blocked', { reason: 'No clock.' }));
    expect(task.result as TaskResult).toMatchObject({
      is: 'blocked',
      words: [
        { number: 1, said: CONVERSATION },
        { number: 2, said: CONVERSATION },
      ],
    });
  });

  it('nor is a stop with a reason', async () => {
    const task = await opened();
    await grant(task);
    await task.signal('told', [first]);
    await task.end('callModel', call('toolu_1', 'blocked', { reason: 'No clock.' }));
    expect(await said(task)).toEqual(['tool_use', 'tool_result', '1: First this.']);
  });
});
