import { describe, expect, it } from '@jest/globals';
import { detailsOf } from '../../src/workflows/details.js';
import { endingOf } from '../../src/workflows/ending.js';
import { statusOf } from '../../src/workflows/status.js';
import { statusText } from '../../scripts/piv/status-text.js';
import { run, standing } from './tasks.js';

const base = '0123456789abcdef';
const at = { repo: '/r', base, tree: 't', host: 'h', searchAttributes: [] };
const commits = [{ id: 'c1', subject: 'feat: Add it', task: 'task-001' }];
const tasks = [standing('task-001'), standing('task-002')];

describe('the ending of a feature that was cancelled', () => {
  it('names its branch, how much has landed, how to see it, and where the proof is', () => {
    const text = endingOf({ slug: 'users', at, commits, tasks });
    expect(text).toContain('1 of 2 tasks landed');
    expect(text).toContain('(git log 0123456789ab..piv/users)');
    expect(text).toContain('refs/piv/users/record');
  });

  it('says what could not be tidied up, and why', () => {
    expect(endingOf({ slug: 'users', at, commits: [], tasks }, 'repo: no such folder: /r')).toBe(
      'Cancelled before any task had landed. Its branch piv/users stays. ' +
        'Its worktrees and refs could not be tidied up: repo: no such folder: /r',
    );
  });

  it('is in the status, in the details, and the last thing that piv status says', () => {
    const ending = endingOf({ slug: 'users', at, commits, tasks });
    const status = statusOf(run({ closed: 'cancelled', ending }));
    expect(status.ending).toBe(ending);
    expect(detailsOf(status)).toContain(`**Ended:** ${ending}`);
    expect(statusText(status).endsWith(ending)).toBe(true);
  });
});
