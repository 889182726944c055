import { expect, test } from '@jest/globals';

import { describeCalls } from '../src/describe-calls.js';
import type { ToolUse } from '../src/types.js';

const calls = (...given: [string, unknown][]): ToolUse[] =>
  given.map(([name, input], index) => ({ type: 'tool_use', id: `call-${index}`, name, input }));

test('the calls of a turn are one line', () => {
  expect(describeCalls(calls(['edit_file', { path: 'src/services/auth.js', old: 'a' }], ['run_tests', {}]))).toBe(
    'edit src/services/auth.js, run tests',
  );
  expect(
    describeCalls(
      calls(
        ['search', { pattern: 'token' }],
        ['list_files', { glob: '**' }],
        ['run', { command: 'npm  test\n| tail' }],
        ['submit', {}],
      ),
    ),
  ).toBe('search token, list **, run npm test | tail, submit');
});

test('a repeated call is told once, and too many are counted', () => {
  const read = (path: string): [string, unknown] => ['read_file', { path }];
  expect(describeCalls(calls(read('a'), read('a')))).toBe('read a');
  const line = describeCalls(calls(...Array.from({ length: 40 }, (_, n) => read(`src/services/file${n}.js`))));
  expect(line).toBe('read src/services/file0.js, read src/services/file1.js, read src/services/file2.js and 37 more');
});

test.each([
  undefined,
  null,
  'text',
  [],
  { path: 7 },
  { files: 'x' },
  { path: '\n\0\u202e' },
  { path: '😀'.repeat(99) },
])('nonsense as input, %j, still gives a line of at most 100 characters', (input) => {
  for (const name of ['read_file', 'run_tests', 'x'.repeat(300), '']) {
    const line = describeCalls(calls([name, input], [name, input]));
    expect(line.length).toBeLessThanOrEqual(100);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  }
});

test('no calls at all are said to be none', () => {
  expect(describeCalls([])).toBe('no calls');
});
