import { describe, expect, it } from '@jest/globals';
import type { ValidationStage } from '../../src/types.js';
import * as validation from '../../src/verify/validation.js';
import { taskVerification, verdictOf } from '../../src/verdict.js';
import { testRun, thrown } from './runs.js';

const run = (exitCode: number) => ({ command: 'npm run lint', exitCode, timedOut: false, output: '' });
const failure = thrown('AssertionError', '1 !== 2');
const UNIT = 'test/unit/a.test.js > adds';
const INTEGRATION = 'test/integration/b.test.js > answers';
const byFolder = validation.declaredBy(undefined);
const unit = (...args: Parameters<typeof testRun>) =>
  validation.testStage('Unit Tests', testRun(...args), [], byFolder);

describe('Task Verification', () => {
  it('counts the commands that passed, and names those that did not', () => {
    const bad = { task: 'task-002', ok: false, reason: 'npm test: 1 failed' };
    expect(taskVerification([{ task: 'task-001', ok: true }])).toMatchObject({
      status: 'passed',
      detail: '1/1 passed',
    });
    expect(taskVerification([{ task: 'task-001', ok: true }, bad])).toMatchObject({
      status: 'failed',
      detail: '1/2 passed; task-002: npm test: 1 failed',
    });
  });

  it('takes a task for done when its tests pass, but for those that failed before the feature', () => {
    const checkOf = (now: ReturnType<typeof testRun>) => validation.testCheck('task-001', 'npm test', now, [UNIT]);
    expect(checkOf(testRun({ [UNIT]: failure, [INTEGRATION]: 'passed' }))).toEqual({ task: 'task-001', ok: true });
    expect(checkOf(testRun({ [INTEGRATION]: failure }, { 'test/c.test.js': failure }))).toMatchObject({
      ok: false,
      reason: 'npm test: 2 failed',
    });
    expect(checkOf(testRun({}, {}, { missing: 'no tests ran' }))).toMatchObject({
      ok: false,
      reason: 'npm test: no tests ran',
    });
  });

  it('is n/a where no task was done', () => {
    expect(taskVerification([])).toMatchObject({ status: 'n/a' });
  });
});

describe('Linting and Type Check', () => {
  it.each<[string, validation.Findings | undefined, number | undefined, ValidationStage['status'], RegExp]>([
    ['no command', undefined, undefined, 'n/a', /no command/],
    ['no errors', { errors: 0, run: run(0) }, 0, 'passed', /^0 errors$/],
    ['a new error', { errors: 3, run: run(1) }, 2, 'failed', /^3 errors \(2 before\)$/],
    ['as many as before', { errors: 2, run: run(1) }, 2, 'passed', /as many as before or fewer/],
    ['errors and nothing known of before', { errors: 1, run: run(1) }, undefined, 'failed', /1 errors \(0 before\)/],
    ['no number but a good end', { missing: 'no report', run: run(0) }, 0, 'passed', /exit code 0; no number/],
    [
      'no number and a bad end',
      { missing: 'no report', run: run(2) },
      0,
      'failed',
      /exit code 2; no number: no report/,
    ],
    ['a time-out', { errors: 0, run: { ...run(0), timedOut: true } }, 0, 'failed', /timed out/],
  ])('with %s', (_, found, before, status, detail) => {
    const stage = validation.findingsStage('Linting', found, before);
    expect(stage).toEqual({ name: 'Linting', status, detail: expect.stringMatching(detail) });
  });
});

describe('the tests', () => {
  it('are counted in the row that their folder says', () => {
    const both = testRun({ [UNIT]: 'passed', [INTEGRATION]: failure });
    expect(validation.testStage('Unit Tests', both, [], byFolder)).toMatchObject({
      status: 'passed',
      detail: '1 passed',
    });
    expect(validation.testStage('Integration Tests', both, [], byFolder)).toMatchObject({
      status: 'failed',
      detail: `0 passed, 1 failed: ${INTEGRATION}`,
    });
  });

  it.each(['test/e2e/a.js', 'tests/Integration/a.py', 'end-to-end/a.ts', 'test/a/integration.test.js'])(
    'of %s are integration tests',
    (file) => expect(byFolder(file)).toBe(true),
  );

  it.each(['test/unit/a.js', 'src/integrations/a.test.js', 'test/disintegration.js'])('of %s are not', (file) =>
    expect(byFolder(file)).toBe(false),
  );

  it('are told apart by the globs that the repository states, or by a command of their own', () => {
    expect(validation.declaredBy(['spec/api/**'])('spec/api/a.rb')).toBe(true);
    expect(validation.declaredBy(['spec/api/**'])('test/integration/a.js')).toBe(false);
    expect(validation.declaredBy(undefined, true)('test/integration/a.js')).toBe(false);
  });

  it('that failed before the feature are not its failures', () => {
    const before = [UNIT, 'test/unit/c.test.js'];
    const now = testRun({ [UNIT]: failure, 'test/unit/d.test.js > x': 'passed' }, { 'test/unit/c.test.js': failure });
    expect(validation.testStage('Unit Tests', now, before, byFolder)).toMatchObject({
      status: 'passed',
      detail: '1 passed',
    });
    expect(validation.testStage('Unit Tests', now, [UNIT], byFolder)).toMatchObject({
      status: 'failed',
      detail: "1 passed, 1 failed: test/unit/c.test.js can't be loaded",
    });
  });

  it('are n/a only where there is no command; none, or no report, is FAILED', () => {
    expect(validation.testStage('Unit Tests', undefined, [], byFolder)).toMatchObject({ status: 'n/a' });
    expect(unit({})).toMatchObject({ status: 'failed', detail: 'no tests ran' });
    expect(unit({ [UNIT]: 'passed' }, {}, { missing: 'no report was written' })).toMatchObject({
      status: 'failed',
      detail: 'no report was written',
    });
  });

  it('need no integration tests where the repository has no folder for them', () => {
    const none = validation.testStage('Integration Tests', testRun({ [UNIT]: 'passed' }), [], byFolder);
    expect(none).toMatchObject({ status: 'n/a', detail: expect.stringMatching(/declares none/) });
  });
});

describe('Coverage', () => {
  it.each<[string, boolean, number | undefined, number | undefined, ValidationStage['status'], string]>([
    ['no command', false, undefined, undefined, 'n/a', 'the repository has no coverage command'],
    ['no report', true, undefined, 90, 'failed', 'the coverage command gave no report'],
    ['the threshold', true, 80, 95, 'passed', '80%'],
    ['just under it', true, 79.9, undefined, 'failed', '79%, below 80%'],
    ['as low as before', true, 50, 50, 'passed', '50%, not below what it was'],
    ['lower than before', true, 49, 50, 'failed', '49%, below 80% and 50% before'],
  ])('with %s', (_, measured, now, before, status, detail) => {
    expect(validation.coverageStage(measured, now, before)).toEqual({ name: 'Coverage', status, detail });
  });
});

describe('the verdict', () => {
  const stage = (status: ValidationStage['status']): ValidationStage => ({ name: 'Linting', status, detail: '' });
  it.each<[string, ValidationStage[], boolean]>([
    ['PASSED', [stage('passed'), stage('n/a')], false],
    ['PARTIAL', [stage('passed')], true],
    ['FAILED', [stage('passed'), stage('failed')], false],
    ['FAILED', [stage('failed')], true],
  ])('is %s', (verdict, stages, codeSkipped) => {
    expect(verdictOf(stages, codeSkipped)).toEqual({ verdict, stages });
  });
});

it('a baseline counts its tests whatever came of them', () => {
  expect(validation.countTests({ tests: { passed: 3, failed: ['a', 'b'], skipped: 1 }, notes: [] })).toBe(6);
  expect(validation.countTests({ notes: [] })).toBeUndefined();
  expect(validation.countTests(undefined)).toBeUndefined();
});
