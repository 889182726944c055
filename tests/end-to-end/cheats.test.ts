import { describe, expect, it } from '@jest/globals';
import { keptFile } from '../../examples/user-authentication/script/calls.js';
import { cheats, SPECIAL_CASE, vacuousTests } from '../../examples/user-authentication/wrong-turns/cheats.js';
import { MODEL, TEST } from '../../examples/user-authentication/wrong-turns/change.js';
import { git } from '../../src/git/git.js';
import { castOf, passedAtLast, type Part } from '../helpers/cast.js';

const parts: Record<string, Part> = {
  ...Object.fromEntries(Object.entries(cheats).map(([name, turn]) => [name, { turn }])),
  'vacuous-tests': { turn: vacuousTests, mend: (feature) => feature.skip('task-001', 'Its tests prove nothing.') },
};

const cast = castOf(parts);

describe('a model that cheats twice in green is refused twice, and commits what passes at last:', () => {
  it.each(Object.keys(cheats))('%s', async (name) => {
    const { told, status } = await passedAtLast(cast(), name);
    expect(told.filter((text) => text.startsWith('Refused'))).toHaveLength(2);
    expect(status.tasks[0]?.attempts).toBe(3);
    const changed = await git(cast().repo, ['diff', '--name-only', 'main', `piv/${name}`]);
    expect(changed.trim().split('\n')).toEqual([MODEL, TEST]);
    expect(await git(cast().repo, ['log', '--all', '--format=%s', '--grep=^mine$'])).toBe('');
    expect(await git(cast().repo, ['show', `piv/${name}:${TEST}`])).toBe(keptFile(TEST));
  });
});

it('tests that assert nothing are told apart by a stub that passes them, and green is refused for it', async () => {
  const { blocked, status } = await cast().played('vacuous-tests');
  expect(blocked?.tasks[0]?.reason).toMatch(/each function of src\/models\/user\.js returns at once/);
  expect(status).toMatchObject({ status: 'failed', validation: { verdict: 'PARTIAL' }, commits: [] });
});

it('code that knows the tests instead of the rule is pointed out in status and in the commit', async () => {
  const { status } = await passedAtLast(cast(), SPECIAL_CASE);
  const doubt = /it compares with constants of its tests \(Ada@Example\.COM, ada@example\.com\)/;
  expect(status.notes).toEqual([expect.stringMatching(doubt)]);
  expect(await git(cast().repo, ['log', '-1', '--format=%b', `piv/${SPECIAL_CASE}`])).toMatch(doubt);
});
