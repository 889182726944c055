import { describe, expect, it } from '@jest/globals';
import type { TestRun } from '../../src/types.js';
import { judgeGreen } from '../../src/verify/green.js';
import { judgeSuite } from '../../src/verify/suite.js';
import { testRun, thrown } from './runs.js';

const SEALED = 'test/auth.test.js';
const failure = thrown('AssertionError', '401 !== 200\n\n+ actual', `${SEALED}:5:3`);

describe('green', () => {
  it('counts the passed tests when all of the sealed files pass', () => {
    const run = testRun({ [`${SEALED} > a`]: 'passed', [`${SEALED} > b`]: 'passed' }, {}, { exitCode: 0 });
    expect(judgeGreen({ run, sealed: [SEALED], redTests: [`${SEALED} > a`] })).toEqual({ ok: true, passed: 2 });
  });

  it('knows a file that could not be loaded in red by its path', () => {
    const run = testRun({ [`${SEALED} > a`]: 'passed' });
    expect(judgeGreen({ run, sealed: [SEALED], redTests: [SEALED] }).ok).toBe(true);
    expect(judgeGreen({ run, sealed: [SEALED], redTests: ['test/b.test.js'] }).ok).toBe(false);
  });

  it.each<[string, TestRun, RegExp]>([
    [
      'a test fails',
      testRun({ [`${SEALED} > a`]: failure }),
      /1 of the tests fail: .* > a: AssertionError: 401 !== 200 .*\(test\/auth\.test\.js:5\)/,
    ],
    [
      'a file does not load',
      testRun({ [`${SEALED} > a`]: 'passed' }, { 'test/b.test.js': failure }),
      /test\/b\.test\.js: Assert/,
    ],
    ['there is no result', testRun({}, {}, { missing: 'the command timed out after 3 s' }), /timed out after 3 s/],
    ['no sealed test ran', testRun({ 'test/other.test.js > a': 'passed' }), /No test of the sealed files ran/],
    [
      'a sealed test is skipped',
      testRun({ [`${SEALED} > a`]: 'passed', [`${SEALED} > b`]: 'skipped' }),
      /skipped: .* > b/,
    ],
    [
      'a red test is gone',
      testRun({ [`${SEALED} > other`]: 'passed' }),
      /These tests ran before, and don't now: test\/auth\.test\.js > a/,
    ],
  ])('is refused when %s', (_, run, reason) => {
    const verdict = judgeGreen({ run, sealed: [SEALED], redTests: [`${SEALED} > a`] });
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  it('lists five failures and counts the rest', () => {
    const tests = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${SEALED} > ${n}`, failure]));
    const verdict = judgeGreen({ run: testRun(tests), sealed: [SEALED], redTests: [] });
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(/^8 of .*> 4: .*and 3 more$/) });
  });
});

describe('a full run', () => {
  it('passes with failures that were there before, and counts what passed', () => {
    const run = testRun({ 'a > old': failure, 'a > b': 'passed' }, { 'test/x.js': failure });
    expect(judgeSuite({ run, failedBefore: ['a > old', 'test/x.js'] })).toEqual({ ok: true, passed: 1, flaky: [] });
  });

  it.each<[string, TestRun, RegExp]>([
    [
      'a test fails that did not before',
      testRun({ 'a > old': failure, 'a > new': failure }),
      /^1 tests fail that didn't before: a > new/,
    ],
    ['a file no longer loads', testRun({ 'a > b': 'passed' }, { 'test/x.js': failure }), /test\/x\.js/],
    ['there is no result', testRun({}, {}, { missing: 'no tests ran' }), /no tests ran/],
    ['the command fails although no test does', testRun({ 'a > b': 'passed' }, {}, { exitCode: 3 }), /exit code 3/],
  ])('is refused when %s', (_, run, reason) => {
    expect(judgeSuite({ run, failedBefore: ['a > old'] })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(reason),
    });
  });
});
