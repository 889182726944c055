import assert from 'node:assert/strict';
import test from 'node:test';
import { words } from '../src/words.js';

test('a text is split where there is neither letter nor digit', () => {
  assert.deepEqual(words('Fünf Äpfel, 2 Birnen!'), ['Fünf', 'Äpfel', '2', 'Birnen']);
});
