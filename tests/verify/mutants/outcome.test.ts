import { expect, it } from '@jest/globals';
import { outcomeOf } from '../../../src/verify/mutants/outcome.js';
import { testRun } from '../runs.js';

const PASSES = testRun({ 'a.test.js > a': 'passed' });
const FAILS = testRun({ 'a.test.js > a': { message: '1 is not 2' } });
const unloaded = (name: string, message: string) => ({
  ...PASSES,
  loadErrors: [{ file: 'a.test.js', error: { name, message } }],
});

it('a wrong source is caught by a test that fails, or a file that fails at once', () => {
  expect(outcomeOf(PASSES)).toBe('survived');
  expect(outcomeOf(FAILS)).toBe('caught');
  expect(outcomeOf(unloaded('TypeError', "Cannot read properties of undefined (reading 'get')"))).toBe('caught');
});

it('and says nothing of the tests where it does not compile or gives no result', () => {
  expect(outcomeOf(unloaded('SyntaxError', 'Unexpected token'))).toBe('invalid');
  expect(outcomeOf(unloaded('BuildError', './a.go:3:2: undefined: b'))).toBe('invalid');
  expect(outcomeOf(unloaded('Error', 'Transform failed with 1 error:\na.ts:1:2: ERROR: Expected ")"'))).toBe('invalid');
  expect(outcomeOf(unloaded('Error', "src/a.ts:1:7 - error TS2322: Type 'string' is not assignable."))).toBe('invalid');
  expect(outcomeOf({ ...FAILS, missing: 'the command timed out' })).toBe('invalid');
});
