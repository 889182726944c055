import assert from 'node:assert/strict';
import test from 'node:test';

test('what has failed for years', () => {
  assert.equal(2 + 2, 5);
});
