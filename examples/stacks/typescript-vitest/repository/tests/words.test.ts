import { expect, test } from 'vitest';
import { words } from '../src/words.js';

test('a text is split at its spaces', () => {
  expect(words('  one two ')).toEqual(['one', 'two']);
});
