import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { budgetWarnings } from '../../scripts/piv/budget-warnings.js';
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

  test('says what is done now, and of what is tried again how often and why', () => {
    const since = new Date(Date.now() - 60_000);
    const clock = since.toTimeString().slice(0, 8);
    const step = { what: 'prime: run the commands once', since: since.toISOString() };
    const again = { ...step, what: 'task-001 green turn 3: $ npm test', attempt: 7, last: 'no space left on device' };
    const tasks = [aTask('task-001', { status: 'running', doing: again })];
    const lines = statusText(aStatus({ doing: step, tasks, cancelling: since.toISOString() })).split('\n');
    expect(lines.slice(-3).join('\n')).toMatch(
      new RegExp(
        `^cancelling since .*${clock}; it waits for:\n` +
          `doing: prime: run the commands once — since .*${clock}\n` +
          `doing: task-001 green turn 3: \\$ npm test — attempt 7 since .*${clock}, last: no space left on device$`,
      ),
    );
  });

  test('says until when the model is waited for, by the clock on the wall', () => {
    const until = new Date(Date.now() + 125_000);
    const waitingFor = { what: 'model', text: 'it is overloaded', until: until.toISOString() } as const;
    const text = statusText(aStatus({ status: 'waiting', waitingFor }));
    const clock = until.toTimeString().slice(0, 8);
    expect(text).toMatch(
      new RegExp(
        `Waiting for the model: it is overloaded \\(until .*${clock}, in 2 min( [45] s)?; at once with: piv retry login\\)$`,
      ),
    );
  });

  test('tells what it has cost, of what it may, and what of it was not counted', () => {
    expect(statusText(aStatus())).not.toContain('cost');
    expect(statusText(aStatus({ cost: 1.234 }))).toContain('Tokens 0 · cost $1.23 · model -');
    const usage = { input: 200, output: 9, cacheReads: 700, cacheWrites: 100, requests: 3 };
    expect(statusText(aStatus({ usage }))).toContain('Tokens 0 · requests 3 (70% cached) · model -');
    expect(statusText(aStatus({ maxCost: 5 }))).toContain(' · cost $0.00 of $5.00 · ');
    expect(statusText(aStatus({ unpriced: 'no price is known' }))).toContain('\nNot counted: no price is known');
  });

  const used = (tokens: number, more = {}) =>
    aStatus({
      sessions: [
        { number: 1, tokens: 199_000, done: [] },
        { number: 2, tokens, done: [] },
      ],
      ...more,
    });

  test.each([
    [used(149_999), []],
    [used(150_000), [/^Session 2 has used 75% of its 200K tokens: at 88% no new task .* piv budget login --tokens/]],
    [used(176_000), [/^Session 2 has used 88% of its 200K tokens: no new task starts, /]],
    [used(200_000), [/^Session 2 has used 100% of its 200K tokens: it pauses\./]],
    [
      used(0, { cost: 3.8, maxCost: 5 }),
      [/^The feature has cost 76% of the \$5\.00 that it may\. More: .* --cost DOLLARS$/],
    ],
    [used(200_000, { status: 'paused' }), []],
    [used(200_000, { status: 'passed', cost: 5, maxCost: 5 }), []],
  ])('warns of what is nearly used up (%#)', (status, warnings) => {
    const found = budgetWarnings(status);
    expect(found).toEqual(warnings.map((warning) => expect.stringMatching(warning)));
    for (const warning of found) expect(statusText(status)).toContain(warning);
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
    const waits = (what: WaitingFor['what']) => exitCodeFor({ status: 'waiting', waitingFor: { what, text: '' } });
    expect([waits('model'), waits('landing'), waits('answers')]).toEqual([0, 8, 8]);
  });

  test('is not the end of watching while it goes on by itself', () => {
    const waiting = (what: WaitingFor['what']) => aStatus({ status: 'waiting', waitingFor: { what, text: '' } });
    expect([aStatus(), waiting('model'), waiting('landing')].every(goesOn)).toBe(true);
    expect([waiting('answers'), waiting('approval'), aStatus({ status: 'paused' })].some(goesOn)).toBe(false);
  });
});

describe('what a person has said', () => {
  const told = { number: 1, at: '2026-11-25T08:00:00.000Z', text: 'Use the\nclock.', task: 'task-001', said: [] };

  test('is in the status, with who has heard it', () => {
    const said = ['task-001/red/1', 'task-002/red/1'];
    const text = statusText(aStatus({ told: [told, { number: 2, at: told.at, text: 'Be brief.', said }] }));
    expect(text).toContain(
      'Told\n- to task-001: Use the clock. (not heard yet)\n- Be brief. (heard in task-002/red/1 and 1 more)',
    );
  });

  test('is the words of a person in the transcript', () => {
    const content = [{ type: 'text', text: 'Be brief.' } as const];
    expect(entryText({ conversation: 'task-001/red/1', role: 'user', told: 1, content })).toBe('[person]\nBe brief.');
  });
});

describe('entryText', () => {
  const conversation = 'prime/1';

  test('starts a conversation with its name', () => {
    const text = entryText({ conversation, role: 'system', content: 'You are …' });
    expect(text).toBe('════ prime/1\n\n[system]\nYou are …');
  });

  test('shows thoughts where the service tells them, calls with their arguments, and errors of tools as such', () => {
    const content = [
      { type: 'thinking', thinking: '', signature: 's' },
      { type: 'thinking', thinking: 'What is there?', signature: 's' },
      { type: 'text', text: 'Let me see.' },
      { type: 'tool_use', id: 'a', name: 'write_file', input: { path: 'a.js', content: 'one\ntwo\n', last: true } },
    ] as const;
    expect(entryText({ conversation, role: 'assistant', content: [...content] })).toBe(
      '[assistant thinks]\nWhat is there?\n\n[assistant]\nLet me see.\n\n[assistant calls write_file]\npath: a.js\ncontent:\n  one\n  two\nlast: true',
    );
    const result = { type: 'tool_result', tool_use_id: 'a', content: 'no such folder', is_error: true } as const;
    expect(entryText({ conversation, role: 'user', content: [result] })).toBe('[tool: error]\nno such folder');
  });
});
