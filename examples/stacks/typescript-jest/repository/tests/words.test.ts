import { expect, test } from '@jest/globals';
import { words } from '../src/words';

test('a text is split at its spaces', () => {
  expect(words('  one two ')).toEqual(['one', 'two']);
});
