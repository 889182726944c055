import { describe, expect, it } from '@jest/globals';
import type { AssistantBlock, ToolUse } from '../../src/types.js';
import { NO_USAGE } from '../../src/usage.js';
import { readAnswer, refusalOf } from '../../src/workflows/answers.js';

const text = (words: string): AssistantBlock => ({ type: 'text', text: words });
const call = (name: string, input: unknown = {}, id = `toolu_${name}`): ToolUse => ({
  type: 'tool_use',
  id,
  name,
  input,
});
const thinking: AssistantBlock = { type: 'thinking', thinking: 'Well.', signature: 'x' };
const read = call('read_file', { path: 'a.js' });
const submit = call('submit', { summary: 'Done.' });
const answer = (stop: string, ...content: AssistantBlock[]) =>
  readAnswer({ content, stop, usage: NO_USAGE, lost: NO_USAGE, model: 'any' }, 'green');

describe('calls', () => {
  it('are run and kept word for word, with what was said and thought', () => {
    const content = [thinking, text('Reading.'), read, call('run_tests')];
    expect(answer('tool_use', ...content)).toEqual({
      is: 'calls',
      calls: [read, call('run_tests')],
      ending: { is: 'none' },
      kept: content,
    });
  });

  it('are kept without the texts that have nothing to see, which the service takes from nobody', () => {
    expect(answer('tool_use', text('\n'), thinking, read, text(''))).toMatchObject({ kept: [thinking, read] });
  });

  it.each(['max_tokens', 'model_context_window_exceeded', 'end_turn', 'pause_turn'])(
    'are neither run nor kept when the answer stopped for %s',
    (stop) => {
      expect(answer(stop, thinking, text('Now.'), read)).toEqual({ is: 'cut', kept: [text('Now.')] });
    },
  );
});

describe('a submit', () => {
  it('ends the stage when it stands alone and has the form of its stage', () => {
    expect(answer('tool_use', text('That is it.'), submit)).toMatchObject({
      calls: [],
      ending: { is: 'submit', value: { summary: 'Done.' } },
    });
  });

  it('can be refused in its own result', () => {
    expect(refusalOf(submit, 'No.')).toEqual({
      type: 'tool_result',
      tool_use_id: 'toolu_submit',
      content: 'No.',
      is_error: true,
    });
  });

  it.each([[{}], ['Done.'], [{ summary: 'Done.', passed: true }], [{ summary: '' }]])(
    'is wrong with the arguments %j',
    (input) => {
      expect(answer('tool_use', call('submit', input))).toMatchObject({
        ending: { is: 'wrong', problem: expect.stringMatching(/^wrong arguments: /) },
      });
    },
  );

  it.each([
    ['beside other calls', [read, submit]],
    ['beside blocked', [submit, call('blocked', { reason: 'No.' })]],
    ['twice', [submit, call('submit', { summary: 'Done.' }, 'toolu_2')]],
  ])('is a call like any other when it comes %s', (_, calls) => {
    expect(answer('tool_use', ...calls)).toMatchObject({ calls, ending: { is: 'none' } });
  });
});

it('blocked ends the stage with its reason, and is wrong without one', () => {
  expect(answer('tool_use', call('blocked', { reason: 'No.' }))).toMatchObject({
    ending: { is: 'blocked', reason: 'No.' },
  });
  expect(answer('tool_use', call('blocked'))).toMatchObject({ ending: { is: 'wrong' } });
});

describe('an answer without a call', () => {
  it('is silent, and keeps what was said', () => {
    expect(answer('end_turn', thinking, text('Done.'))).toEqual({ is: 'silent', kept: [thinking, text('Done.')] });
  });

  it.each([[[]], [[text(' ')]], [[thinking]]])('keeps nothing of %j', (content) => {
    expect(answer('end_turn', ...content)).toEqual({ is: 'silent', kept: [] });
  });

  it('that refuses tells in which words, and nothing of it is kept', () => {
    expect(answer('refusal', text("I can't."), read)).toEqual({ is: 'refused', text: "I can't.", kept: [] });
  });
});
