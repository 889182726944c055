import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../src/slug.js';

for (const [text, expected] of [
  ['Hello, World!', 'hello-world'],
  [' a  b ', 'a-b'],
  ['Fünf Äpfel', 'fünf-äpfel'],
  ['', ''],
]) {
  test(`the slug of "${text}" is "${expected}"`, () => {
    assert.equal(slug(text), expected);
  });
}
