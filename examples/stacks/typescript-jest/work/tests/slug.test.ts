import { expect, test } from '@jest/globals';
import { slug } from '../src/slug';

test.each([
  ['Hello, World!', 'hello-world'],
  [' a  b ', 'a-b'],
  ['Fünf Äpfel', 'fünf-äpfel'],
  ['', ''],
])('the slug of "%s" is "%s"', (text, expected) => {
  expect(slug(text)).toBe(expected);
});
