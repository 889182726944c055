import { expect, test } from '@jest/globals';
import { weakened } from '../../src/verify/amendment.js';

test.each<[string, string]>([
  ['expect(a).toBe(1);', '// expect nothing'],
  ['assert.equal(a, 1);\nassert.equal(b, 2);', 'assert.equal(a, 1);'],
  ['  assert a == 1\n', '  a == 1\n'],
  ['if a != 1 { t.Errorf("a") }', '_ = a'],
  ['require.Equal(t, 1, a)', 'fmt.Println(a)'],
  ['self.assertEqual(a, 1)', 'print(a)'],
  ['expect(a).to eq 1', ''],
  ['assertThat(a).isEqualTo(1);', 'use(a);'],
])('%j is weaker as %j', (before, after) => {
  expect(weakened(before, after)).toMatch(/^it had \d lines? with an assertion/);
});

test.each<[string, string]>([
  ['expect(a).toBe(1);', 'expect(a).toBe(2);'],
  ['expect(a).toBe(1);', 'const b = a;\nexpect(b).toBe(1);\nexpect(b).not.toBe(2);'],
  ["const it = require('x');\nassert(it);", "import it from 'x';\nassert(it);"],
])('%j is none the weaker as %j', (before, after) => {
  expect(weakened(before, after)).toBeUndefined();
});
