import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from '../src/slug.js';

const SLUGS = [
  ['Hello, World!', 'hello-world'],
  [' a  b ', 'a-b'],
  ['Fünf Äpfel', 'fünf-äpfel'],
  ['', ''],
];

for (const [text, expected] of SLUGS) {
  test(`the slug of "${text}" is "${expected}"`, () => {
    assert.equal(slug(text), expected);
  });
}
