import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from '../src/words.js';

test('a text is split at its spaces', () => {
  assert.deepEqual(words('  one two '), ['one', 'two']);
});
