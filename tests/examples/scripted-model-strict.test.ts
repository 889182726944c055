import type Anthropic from '@anthropic-ai/sdk';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Reply } from '../../examples/scripted-model/script.js';
import {
  HEADER,
  KEY,
  blocks,
  done,
  frame,
  opening,
  read,
  results,
  said,
  saidIn,
  start,
  stop,
  text,
  tool,
  user,
} from './ask.js';

afterEach(stop);

type Change = (first: Anthropic.Message) => [Anthropic.MessageParam[], Record<string, unknown>?];

const refusals: [string, RegExp, Change][] = [
  ['an unknown field', /Unrecognized key.*top_k/, () => [[opening], { top_k: 1 }]],
  ['a model that is missing', /model/, () => [[opening], { model: undefined }]],
  ['an assistant who begins', /roles must alternate/, () => [[{ role: 'assistant', content: [text('Hi.')] }, opening]]],
  ['two messages of the user in a row', /roles must alternate/, () => [[opening, opening]]],
  ['an assistant who has the last word', /last message must be of the user/, (first) => [[opening, said(first)]]],
  ['a tool_use without its result', /has no tool_result/, (first) => [[opening, said(first), user(text('Well?'))]]],
  [
    'a result without its tool_use',
    /has no tool_use/,
    (first) => [
      [opening, said(first), user(...blocks(results(first)), { type: 'tool_result', tool_use_id: 'toolu_x' })],
    ],
  ],
  [
    'results that come after words',
    /must come first/,
    (first) => [[opening, said(first), user(text('Here:'), ...blocks(results(first)))]],
  ],
  [
    'two results of one tool_use',
    /more than one tool_result/,
    (first) => [[opening, said(first), user(...blocks(results(first)), ...blocks(results(first)))]],
  ],
  [
    'ids that come twice',
    /ids must be unique/,
    (first) => [[opening, said(first), results(first), said(first), results(first)]],
  ],
  [
    'words of the assistant that were changed',
    /differs from turn 1/,
    (first) => [
      [opening, { role: 'assistant', content: [text('Writing.'), ...saidIn(first).slice(1)] }, results(first)],
    ],
  ],
  [
    'a call whose arguments were changed',
    /differs from turn 1/,
    (first) => {
      const [words, call] = saidIn(first);
      const changed = { ...call, input: { path: 'src/b.js' } } as Anthropic.ToolUseBlock;
      return [[opening, { role: 'assistant', content: [words!, changed] }, results(first)]];
    },
  ],
  [
    'a turn that was never sent',
    /never sent/,
    (first) => [[opening, said(first), results(first), { role: 'assistant', content: [text('So.')] }, user(text('?'))]],
  ],
  [
    'a thought whose system prompt was changed',
    /messages\.1\.content\.0: Invalid `signature` in `thinking` block\. The block is bound to a different conversation/,
    (first) => [[opening, said(first), results(first)], { system: 'You write code.' }],
  ],
  [
    'a thought whose tools were changed',
    /bound to a different conversation/,
    (first) => [[opening, said(first), results(first)], { tools: [...frame.tools, tool('search')] }],
  ],
  [
    'a thought before which something was changed',
    /bound to a different conversation/,
    (first) => [[user(text(HEADER), text('Or not.')), said(first), results(first)]],
  ],
  ['thinking that is turned off', /between_tools/, () => [[opening], { thinking: { type: 'disabled' } }]],
  ['a budget for thinking', /budgets/, () => [[opening], { thinking: { type: 'enabled', budget_tokens: 2_000 } }]],
  ['a tool that is forced', /can't be forced/, () => [[opening], { tool_choice: { type: 'tool', name: 'submit' } }]],
  ['a temperature', /sampling/, () => [[opening], { temperature: 0 }]],
  ['a turn that was left out', /turn 1, which was sent, is missing/, () => [[user(text(HEADER), text('Go on.'))]]],
  ['a text that is empty', /non-whitespace/, () => [[user(text(HEADER), text(' '))]]],
  ['a request without submit', /submit is missing/, () => [[opening], { tools: [tool('blocked')] }]],
  ['a request without blocked', /blocked is missing/, () => [[opening], { tools: [tool('submit')] }]],
  ['a tool that comes twice', /unique/, () => [[opening], { tools: ['submit', 'blocked', 'submit'].map(tool) }]],
  [
    'five marks for the cache',
    /at most 4/,
    () => [[user(...Array.from({ length: 3 }, () => ({ ...text(HEADER), cache_control: frame.cache_control })))]],
  ],
  ['a first message without the header', /lacks the lines/, () => [[user(text('Write the tests.'))]]],
  ['a header without its stage', /lacks the lines/, () => [[user(text(HEADER.replace('Stage: red\n', '')))]]],
];

describe('a strict server refuses', () => {
  test.each(refusals)('%s', async (_, reason, change) => {
    const { ask, model } = await start([read, done, done]);
    const [messages, more = {}] = change(await ask([opening]));
    await expect(ask(messages, more)).rejects.toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      message: expect.stringMatching(reason),
    });
    expect(model.violations).toEqual([expect.stringMatching(reason)]);
  });
});

describe('the server', () => {
  test('refuses another key than the one that is right', async () => {
    const { ask } = await start([read], { key: 'the-right-one' });
    await expect(ask([opening])).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
  });

  test('answers 404 elsewhere', async () => {
    const { model } = await start([read]);
    expect((await fetch(`${model.url}/v1/models`)).status).toBe(404);
  });

  test('has no reply but a violation when the script is at its end', async () => {
    const { ask, model } = await start([read]);
    const first = await ask([opening]);
    await expect(ask([opening, said(first), results(first)])).rejects.toThrow(`${KEY} turn 2`);
    expect(model.violations).toHaveLength(1);
  });

  test('has none either when the script expected something else', async () => {
    const { ask, model } = await start([read, { ...done, expect: /refused/i }]);
    const first = await ask([opening]);
    await expect(ask([opening, said(first), results(first, 'all is well')])).rejects.toThrow(/lacks/);
    expect(model.leftovers()).toEqual([`${KEY} turn 2`]);
    await expect(ask([opening, said(first), results(first, 'Refused: why')])).resolves.toMatchObject({
      role: 'assistant',
    });
  });

  test('has none when the script calls a tool that is not offered, unless on purpose', async () => {
    const stray: Reply = { calls: [{ name: 'delete_file', input: {} }] };
    const { ask } = await start({ plan: [stray], prime: [{ ...stray, unlisted: true }] });
    await expect(ask([user(text('Feature: x\nPhase: plan'))])).rejects.toThrow(/delete_file/);
    await expect(ask([user(text('Feature: x\nPhase: prime'))])).resolves.toMatchObject({ stop_reason: 'tool_use' });
  });
});
