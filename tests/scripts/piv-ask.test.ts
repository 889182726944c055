import { describe, expect, test } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { completed } from '../../scripts/piv/answer.js';
import { ask, chosen } from '../../scripts/piv/ask.js';
import { answerCommand, questionText } from '../../scripts/piv/questions-text.js';
import { aDecision, aStatus } from './piv-statuses.js';

/** A person who types a line whenever asked, and hangs up when there is none left. */
function person(...typed: string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (!text.includes('Answer [')) return;
    const line = typed.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  return { terminal: { input, output }, shown: () => shown };
}

describe('ask', () => {
  test('asks each question, and again when what was typed is no answer', async () => {
    const { terminal, shown } = person('third', '', 'of my own');
    const decisions = [aDecision('store'), aDecision('hash', { closed: false })];
    await expect(ask(decisions, terminal)).resolves.toEqual([
      { id: 'store', answer: 'second' },
      { id: 'hash', answer: 'of my own' },
    ]);
    expect(shown()).toContain('Type a number from 1 to 2');
    expect(shown()).toContain('hash: Which hash?');
  });

  test('answers nothing when it is broken off', async () => {
    const { terminal } = person('1');
    await expect(ask([aDecision('store'), aDecision('hash')], terminal)).rejects.toThrow('nothing was answered');
  });
});

describe('an answer', () => {
  test('is the recommended one, an option by number or words, or free where the question is open', () => {
    const closed = aDecision('store');
    expect(['', ' 1 ', 'first', '3', '0', 'else'].map((typed) => chosen(closed, typed))).toEqual([
      'second',
      'first',
      'first',
      undefined,
      undefined,
      undefined,
    ]);
    const open = aDecision('hash', { closed: false });
    expect(['else', '1', '3', '0', '30'].map((typed) => chosen(open, typed))).toEqual([
      'else',
      'first',
      undefined,
      undefined,
      '30',
    ]);
    expect(chosen(aDecision('count', { closed: false, options: ['10', '20'] }), '20')).toBe('20');
  });

  test('is completed with what is recommended for the other open questions', () => {
    const decisions = [aDecision('store'), aDecision('hash'), aDecision('old', { answer: 'first' })];
    expect(completed(aStatus({ decisions }), [{ id: 'hash', answer: 'first' }])).toEqual([
      { id: 'hash', answer: 'first' },
      { id: 'store', answer: 'second' },
    ]);
    expect(() => completed(aStatus(), [])).toThrow('no question is open');
  });
});

describe('questions as text', () => {
  test('number the options, mark the recommended one and say whether another is taken', () => {
    expect(questionText(aDecision('store', { closed: false }))).toBe(
      [
        'store: Which store?',
        '  1. first',
        '  2. second  (recommended)',
        '  or an answer of your own',
        '  Why: It is better.',
      ].join('\n'),
    );
    expect(questionText(aDecision('store'))).not.toContain('of your own');
  });

  test('come with a command that a shell takes', () => {
    const decisions = [
      aDecision('store', { recommended: "don't" }),
      aDecision('old', { answer: 'x' }),
      aDecision('hash'),
    ];
    expect(answerCommand(aStatus({ decisions }))).toBe(String.raw`piv answer login store='don'\''t' hash=second`);
  });
});
