import { expect, test } from '@jest/globals';

import { plainText } from '../../src/agent/plain-text.js';

test.each([
  ['tab\tand\nline\r\nend\r', 'tab\tand\nline\nend\n'],
  ['a\0b\u001bc\u007fd\u0085e', 'abcde'],
  ['left\u202eright\u2066x\u2028y', 'leftrightxy'],
  ['Größe 尺寸 😀', 'Größe 尺寸 😀'],
])('%j becomes %j', (given, expected) => {
  expect(plainText(given)).toBe(expected);
});
