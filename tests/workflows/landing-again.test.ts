import { describe, expect, it } from '@jest/globals';
import type { TaskWork } from '../../src/workflows/task-work.js';
import { doAgain, notMended } from '../../src/workflows/landing-again.js';
import type { Mend } from '../../src/workflows/proven.js';
import type { TaskResult } from '../../src/workflows/task.js';
import { standing } from './tasks.js';

describe('finished work that can not land', () => {
  const mend = { reason: 'it conflicts in a.txt' } as Mend;
  const known: TaskWork = { contexts: 1, ended: [] };
  it('is done again from its start where mending came to nothing', () => {
    const blocked = { is: 'blocked', reason: 'no idea' } as TaskResult;
    expect(notMended(known, blocked)).toBeUndefined();
    const again = notMended({ ...known, mend }, blocked);
    expect(again).toEqual({ reason: 'it conflicts in a.txt It could not be mended: no idea' });
    expect(notMended({ ...known, mend }, { is: 'done' } as TaskResult)).toBeUndefined();
  });

  it('is mended each time, and at the fifth waits for a person', () => {
    const task = standing('task-001', { status: 'running' });
    for (let time = 1; time < 5; time += 1) {
      doAgain(task, known, { reason: mend.reason, mend }, true);
      expect(task).toMatchObject({ status: 'pending', landings: time });
    }
    doAgain(task, known, { reason: mend.reason, mend }, true);
    expect(task).toMatchObject({ status: 'blocked', reason: expect.stringMatching(/the 5th time: .*then: retry$/) });
    expect(known).toMatchObject({ mend });
  });

  it('is done again without end in features of earlier builds', () => {
    const task = standing('task-001', { status: 'running' });
    const work: TaskWork = { contexts: 1, ended: [] };
    for (let time = 1; time < 9; time += 1) doAgain(task, work, { reason: 'it was lost' }, false);
    expect({ task, work }).toMatchObject({ task: { status: 'pending' }, work: { note: 'it was lost' } });
    expect(task.landings).toBeUndefined();
  });
});
