import { describe, expect, test } from '@jest/globals';
import { duration, moment, tokens } from '../../scripts/figures.js';
import * as tables from '../../scripts/tables.js';
import { aDecision, aStatus, aTask } from './piv-statuses.js';

const lines = (...text: string[]) => text.join('\n');

describe('tables', () => {
  test('show questions and decisions', () => {
    const decisions = [aDecision('store', { answer: 'in memory' }), aDecision('hash')];
    expect(tables.questionsTable(aStatus({ decisions }))).toBe(
      lines(
        '| Question     | Decision  |',
        '|--------------|-----------|',
        '| Which store? | in memory |',
        '| Which hash?  | (open)    |',
      ),
    );
  });

  test('show tasks as planned, and how they stand once one was started', () => {
    const tasks = [aTask('task-001'), aTask('task-002', { blockedBy: ['task-001'], priority: 'low' })];
    expect(tables.tasksTable(aStatus({ tasks }))).toBe(
      lines(
        '| ID       | Name             | Priority | Blocked By | Est. Tokens |',
        '|----------|------------------|----------|------------|-------------|',
        '| task-001 | Name of task-001 | high     | -          | 10K         |',
        '| task-002 | Name of task-002 | low      | task-001   | 10K         |',
      ),
    );
    const mutants = { caught: 3, tried: 4, survived: ['src/a.js:1 < → <='] };
    const usage = { input: 500, output: 900, cacheReads: 9_000, cacheWrites: 500, requests: 12 };
    const shown = { status: 'done', actualTokens: 9_400, usage, mutants, commit: '0123456789abcdef' } as const;
    const done = aTask('task-001', shown);
    const [, , first, second] = tables.tasksTable(aStatus({ tasks: [done, tasks[1]!] })).split('\n');
    expect(first).toMatch(/\| 10K +\| 9K +\| 12 \(90% cached\) +\| done +\| 3\/4 +\| 01234567 \|$/);
    expect(second).toMatch(/\| 10K +\| 0 +\| - +\| pending +\| - +\| - +\|$/);
  });

  test('show sessions, validation and summary', () => {
    const sessions = [{ number: 1, tokens: 45_200, done: ['task-001', 'task-002'], next: 'task-003' }];
    const stages = [
      { name: 'Linting', status: 'passed', detail: '0 errors' },
      { name: 'Type Check', status: 'failed', detail: '2 errors' },
      { name: 'Coverage', status: 'n/a', detail: 'no tool' },
    ] as const;
    const status = aStatus({ sessions, validation: { verdict: 'FAILED', stages: [...stages] } });
    expect(tables.sessionsTable(status)).toContain('| 1       | 45K    | task-001, task-002 | task-003 | -');
    expect(tables.validationTable(status)).toBe(
      lines(
        '| Stage      | Status       |',
        '|------------|--------------|',
        '| Linting    | ✓ 0 errors   |',
        '| Type Check | ✗ 2 errors   |',
        '| Coverage   | n/a: no tool |',
      ),
    );
    const figures = {
      sessions: 2,
      tokens: 95_000,
      tasksCompleted: '5/5',
      testsWritten: 17,
      coverage: 86.6,
      seconds: 75,
    };
    const summary = { ...figures, filesCreated: ['a.js', 'b.js'], commits: ['feat: A'] };
    const cells = tables.summaryTable(aStatus({ summary })).replaceAll(/ +/g, ' ');
    for (const row of ['Total Tokens | ~95K', 'Tests Written | 17', 'Coverage | 86%', 'Time | 1 min 15 s'])
      expect(cells).toContain(`| ${row} |`);
    expect(tables.filesList(aStatus({ summary }))).toBe('- a.js\n- b.js');
  });

  test('list commits with their tasks', () => {
    const commits = [{ id: '0123456789abcdef', subject: 'feat: A', task: 'task-001' }];
    expect(tables.commitsList(aStatus({ commits }))).toBe('- 01234567 feat: A (task-001)');
  });

  test('are empty where there is nothing to show', () => {
    const empty = aStatus({ sessions: [] });
    const { questionsTable, tasksTable, sessionsTable, validationTable, summaryTable, filesList, commitsList } = tables;
    const all = [questionsTable, tasksTable, sessionsTable, validationTable, summaryTable, filesList, commitsList];
    expect(all.map((show) => show(empty))).toEqual(all.map(() => ''));
  });

  test('keep a cell on its line: no bar, no line end, no terminal codes, no more than 100 characters', () => {
    const question = `a | b\nc \u001B[31m${'x'.repeat(200)}`;
    const [, , row = ''] = tables.questionsTable(aStatus({ decisions: [aDecision('q', { question })] })).split('\n');
    expect(row).toMatch(/^\| a \\\| b c \[31mx+… \| \(open\) +\|$/);
    expect(row.indexOf('…')).toBe(101);
  });
});

describe('figures', () => {
  test('of time are those of the clock on the wall, with the day where it is another one', () => {
    const now = new Date(2026, 2, 4, 23, 59, 30).getTime();
    const at = (seconds: number) => moment(new Date(now + seconds * 1_000).toISOString(), now);
    expect([at(20), at(0), at(-5)]).toEqual(['23:59:50, in 20 s', '23:59:30, any moment', '23:59:25, any moment']);
    expect(at(95)).toBe('2026-03-05 00:01:05, in 1 min 35 s');
  });

  test('read as people write them', () => {
    expect([0, 999, 1_000, 62_400, 999_499, 1_250_000].map(tokens)).toEqual(['0', '999', '1K', '62K', '999K', '1.3M']);
    expect([0, 59.6, 3_600, 7_810, 90_000].map(duration)).toEqual(['0 s', '59 s', '1 h', '2 h 10 min', '1 d 1 h']);
  });
});
