import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { exitCodeFor } from '../../scripts/piv/standing.js';
import { statusText as colored } from '../../scripts/piv/status-text.js';
import { entryText as coloredEntry } from '../../scripts/piv/transcript-text.js';
import { goesOn } from '../../scripts/piv/watch.js';
import type { FeatureState, WaitingFor } from '../../src/types.js';
import { aDecision, aStatus, aTask } from './piv-statuses.js';

const statusText = (...args: Parameters<typeof colored>) => stripVTControlCharacters(colored(...args));
const entryText = (...args: Parameters<typeof coloredEntry>) => stripVTControlCharacters(coloredEntry(...args));

describe('statusText', () => {
  test('says how it stands first, and what is waited for last', () => {
    const waitingFor = { what: 'answers', text: 'answer the questions' } as const;
    const text = statusText(aStatus({ status: 'waiting', waitingFor, decisions: [aDecision('store')] }), 'http://ui/x');
    expect(text.split('\n')[0]).toBe('login: waiting in execute');
    expect(text).toContain('Web UI      http://ui/x');
    expect(text).toMatch(/Waiting for answers: answer the questions\n\nstore: Which store\?[^]*Why: It is better\.$/);
  });

  test('gives the reason of a blocked task and the older tests that one changed', () => {
    const changedTests = [{ file: 'test/app.test.js', why: 'the route is gone' }];
    const tasks = [
      aTask('task-001', { status: 'done', changedTests }),
      aTask('task-002', { status: 'blocked', reason: 'no way' }),
    ];
    const text = statusText(aStatus({ tasks }));
    expect(text).toContain('task-001 changed the test test/app.test.js: the route is gone');
    expect(text).toContain('task-002 blocked: no way');
  });

  test('leaves out what is not there yet', () => {
    const text = statusText(aStatus({ sessions: [], base: '' }));
    expect(text).not.toMatch(/Tasks|Commits|Validation|Summary|Verdict|Waiting|undefined/);
  });
});

describe('a status as exit code', () => {
  test('is 0 while all is well, 1 when it ended otherwise, 8 when it is a person’s turn', () => {
    const codes: Record<FeatureState, number> = {
      running: 0,
      passed: 0,
      failed: 1,
      cancelled: 1,
      waiting: 8,
      paused: 8,
      blocked: 8,
    };
    const states = Object.keys(codes) as FeatureState[];
    expect(states.map((status) => exitCodeFor({ status }))).toEqual(Object.values(codes));
  });

  test('is not the end of watching while it goes on by itself', () => {
    const waiting = (what: WaitingFor['what']) => aStatus({ status: 'waiting', waitingFor: { what, text: '' } });
    expect([aStatus(), waiting('model'), waiting('landing')].every(goesOn)).toBe(true);
    expect([waiting('answers'), waiting('approval'), aStatus({ status: 'paused' })].some(goesOn)).toBe(false);
  });
});

describe('entryText', () => {
  const conversation = 'prime/1';

  test('starts a conversation with its name', () => {
    const text = entryText({ conversation, role: 'system', content: 'You are …' });
    expect(text).toBe('════ prime/1\n\n[system]\nYou are …');
  });

  test('shows calls with their arguments, and errors of tools as such', () => {
    const content = [
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'a', name: 'write_file', input: { path: 'a.js', content: 'one\ntwo\n', last: true } },
    ] as const;
    expect(entryText({ conversation, role: 'assistant', content: [...content] })).toBe(
      '[assistant]\nLet me see.\n\n[assistant calls write_file]\npath: a.js\ncontent:\n  one\n  two\nlast: true',
    );
    const result = { type: 'tool_result', tool_use_id: 'a', content: 'no such folder', is_error: true } as const;
    expect(entryText({ conversation, role: 'user', content: [result] })).toBe('[tool: error]\nno such folder');
  });
});
