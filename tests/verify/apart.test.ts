import { describe, expect, it } from '@jest/globals';
import { setApart } from '../../src/verify/apart.js';
import { testRun, thrown } from './runs.js';

const UNIT = 'test/a.py > adds';
const INTEGRATION = 'test/a.py > answers';
const failure = thrown('AssertionError', '1 !== 2');

function names(runs: Parameters<typeof setApart>[0]) {
  const { suite, integration } = setApart(runs);
  return [suite, integration].map((run) => run?.tests.map(({ file, name }) => `${file} > ${name}`));
}

describe('the tests of the suite and of integration', () => {
  it('are those of their runs, where none is in both', () => {
    const runs = { suite: testRun({ [UNIT]: 'passed' }), integration: testRun({ [INTEGRATION]: 'passed' }) };
    expect(names(runs)).toEqual([[UNIT], [INTEGRATION]]);
  });

  it('are told apart by the run for integration, where that is a part of the suite', () => {
    const suite = testRun({ [UNIT]: 'passed', [INTEGRATION]: 'passed' });
    expect(names({ suite, integration: testRun({ [INTEGRATION]: 'passed' }) })).toEqual([[UNIT], [INTEGRATION]]);
    // Jest reports those that a name leaves out as skipped.
    const integration = testRun({ [UNIT]: 'skipped', [INTEGRATION]: 'passed' });
    expect(names({ suite, integration })).toEqual([[UNIT], [INTEGRATION]]);
  });

  it('are told apart by the suite, where that is a part of the run for integration', () => {
    const suite = testRun({ [UNIT]: 'passed' });
    const integration = testRun({ [UNIT]: 'passed', [INTEGRATION]: 'passed' });
    expect(names({ suite, integration })).toEqual([[UNIT], [INTEGRATION]]);
  });

  it('take their failures with them, and what these made of the exit code', () => {
    const suite = { ...testRun({ [UNIT]: 'passed', [INTEGRATION]: failure }), exitCode: 1 };
    const integration = { ...testRun({ [INTEGRATION]: failure }), exitCode: 1 };
    const found = setApart({ suite, integration });
    expect([found.suite?.exitCode, found.integration?.exitCode]).toEqual([0, 1]);
    const crashed = { ...testRun({ [UNIT]: 'passed' }), exitCode: 1 };
    expect(setApart({ suite: crashed, integration }).suite?.exitCode).toBe(1);
  });

  it('stay as they are where one of the runs has no report', () => {
    const runs = { suite: testRun({ [UNIT]: 'passed' }), integration: { ...testRun({}), missing: 'timed out' } };
    expect(setApart(runs)).toEqual(runs);
  });
});
