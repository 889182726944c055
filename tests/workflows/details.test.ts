import { describe, expect, it } from '@jest/globals';
import { detailsOf } from '../../src/workflows/details.js';
import { statusOf } from '../../src/workflows/status.js';
import { run, standing } from './tasks.js';

const decision = {
  id: 'storage',
  question: 'Where?',
  options: ['memory', 'disk'],
  closed: true,
  recommended: 'memory',
  why: 'Simple.',
};
const longPlan = Array.from({ length: 50 }, (_, at) =>
  standing(`task-${String(at + 1).padStart(3, '0')}`, { name: 'Überprüfe die Schlüsselwörter '.repeat(3) }),
);

describe('the details of a feature', () => {
  it('begin with state, phase and the next human action', () => {
    const waitingFor = { what: 'answers', text: 'answer the open questions: piv answer users' } as const;
    const [head, next] = detailsOf(statusOf(run({ phase: 'discuss', waitingFor }))).split('\n\n');
    expect(head).toBe('**waiting** in **discuss** · 0 tokens · branch `piv/users`');
    expect(next).toBe('**Next:** answer the open questions: piv answer users');
  });

  it('say what is waited for and until when, where the model is silent', () => {
    const waitingFor = { what: 'model', text: 'Overloaded', until: '2026-11-25T08:00:00.000Z' } as const;
    expect(detailsOf(statusOf(run({ waitingFor })))).toContain(
      '**Waiting for the model:** Overloaded (until 2026-11-25T08:00:00.000Z)',
    );
  });

  it('say what is done now, and that a cancel waits for it', () => {
    const since = '2026-11-25T08:00:00.000Z';
    const doing = { what: 'prime: run the commands once', since };
    const text = detailsOf(statusOf(run({ doing, cancelling: since })));
    expect(text).toContain(
      `**Cancelling** since ${since}: what is under way has to end first\n\n**Now:** prime: run the commands once (since ${since})`,
    );
    expect(statusOf(run({ doing, cancelling: since, closed: 'cancelled' })).cancelling).toBeUndefined();
  });

  it('have the cost, with its limit', () => {
    expect(detailsOf(statusOf(run({ cost: 1.234 })))).toContain('0 tokens · $1.23 · branch');
    const feature = { ...run().feature, maxCost: 5 };
    expect(detailsOf(statusOf(run({ cost: 1.234, feature })))).toContain('$1.23 of $5.00');
    expect(detailsOf(statusOf(run({ unpriced: 'own', feature })))).toContain('no price is known for the model own');
  });

  it('say how often the model was asked, and how much of that it had in its cache', () => {
    const usage = { input: 200, output: 9, cacheReads: 700, cacheWrites: 100, requests: 3 };
    expect(detailsOf(statusOf(run({ usage })))).toContain('0 tokens · 3 requests, 70% cached · branch');
  });

  it.each([
    [740, undefined],
    [760, '**Warning:** session 1 has used 760 of its 1000 tokens'],
    [890, '**Warning:** session 1 has used 890 of its 1000 tokens; no new task starts in it'],
  ])('warn of a session that has used %i of 1000 tokens: %s', (tokens, warning) => {
    const sessions = [{ number: 1, tokens, done: [] }];
    expect(detailsOf(statusOf(run({ sessions }))).split('\n\n')[1]).toBe(warning);
  });

  it('list the questions that are open, with their options', () => {
    const text = detailsOf(statusOf(run({ decisions: [decision, { ...decision, id: 'done', answer: 'disk' }] })));
    expect(text).toContain('- `storage` Where? (1. memory / 2. disk)');
    expect(text).not.toContain('`done`');
  });

  it('have the tasks as a table', () => {
    const done = { status: 'done', actualTokens: 900, commit: '0123456789abcdef' } as const;
    const tasks = [standing('task-001', done), standing('task-002', { blockedBy: ['task-001'], name: 'a|b\nc' })];
    expect(
      detailsOf(statusOf(run({ phase: 'execute', tasks })))
        .split('\n\n')
        .at(-1),
    ).toBe(
      [
        '| ID | Name | Status | Priority | Blocked by | Tokens / est. | Commit |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| task-001 | The task-001 | done | medium | - | 900 / 1000 | 01234567 |',
        '| task-002 | a\\|b c | pending | medium | task-001 | 0 / 1000 |  |',
      ].join('\n'),
    );
  });

  it('have the verdict before the tasks, with each stage', () => {
    const validation = {
      verdict: 'FAILED',
      stages: [{ name: 'Linting', status: 'failed', detail: '2 errors (0 before)' }],
    } as const;
    const text = detailsOf(
      statusOf(run({ tasks: longPlan, validation: { ...validation, stages: [...validation.stages] } })),
    );
    expect(text).toMatch(
      /\*\*Verdict: FAILED\*\*\n\n\| Stage \| Status \|\n.*\n\| Linting \| . 2 errors \(0 before\) \|/,
    );
  });

  it('stay under 4 KB in whole rows, whatever language the plan is written in', () => {
    const text = detailsOf(statusOf(run({ tasks: longPlan })));
    expect(Buffer.byteLength(text)).toBeLessThan(4_096);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .every((line) => line.endsWith('|')),
    ).toBe(true);
    expect(text).toContain('task-001');
    expect(text.endsWith('\n\n…')).toBe(true);
  });

  it('keep the tasks when there is much to say of what comes next', () => {
    const blockedOn = 'x'.repeat(20_000);
    const text = detailsOf(statusOf(run({ blockedOn, tasks: [standing('task-001')] })));
    expect(text).toContain('| task-001 |');
  });
});
