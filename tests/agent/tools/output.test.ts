import { expect, test } from '@jest/globals';

import { ANSWER_LIMIT, cap, capAll, OUTPUT_LIMIT } from '../../../src/agent/tools/output.js';

test('a text that fits stays as it is', () => {
  expect(cap('short')).toBe('short');
  expect(cap('x'.repeat(OUTPUT_LIMIT))).toHaveLength(OUTPUT_LIMIT);
});

test('a longer text keeps head and tail, fits, and says exactly how much is left out', () => {
  const text = `HEAD${'x'.repeat(50_000)}TAIL`;
  const capped = cap(text);
  expect(capped.startsWith('HEADx')).toBe(true);
  expect(capped.endsWith('xTAIL')).toBe(true);
  expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(OUTPUT_LIMIT);
  const [marker, count] = /\n\[\.\.\. (\d+) bytes left out \.\.\.\]\n/.exec(capped) ?? ['', '0'];
  expect(Buffer.byteLength(capped) - marker.length + Number(count)).toBe(text.length);
});

test.each([0, 1, 2, 3])('a cut never splits a character, at offset %i', (offset) => {
  const capped = cap('-'.repeat(offset) + '😀'.repeat(10_000));
  expect(capped).not.toContain('\ufffd');
  expect(Buffer.byteLength(capped)).toBeLessThanOrEqual(OUTPUT_LIMIT);
});

test('all outputs of one answer fit together, and the short ones stay whole', () => {
  const capped = capAll(['short', ...Array.from({ length: 30 }, () => 'x'.repeat(20_000))]);
  expect(capped[0]).toBe('short');
  const total = capped.reduce((sum, output) => sum + Buffer.byteLength(output), 0);
  expect(total).toBeLessThanOrEqual(ANSWER_LIMIT);
  expect(total).toBeGreaterThan(ANSWER_LIMIT * 0.99);
});

test('the count is of the whole output also when many outputs share the room', () => {
  const [first = ''] = capAll(Array.from({ length: 20 }, () => 'x'.repeat(100_000)));
  const [marker, count] = /\n\[\.\.\. (\d+) bytes left out \.\.\.\]\n/.exec(first) ?? ['', '0'];
  expect(first.length - marker.length + Number(count)).toBe(100_000);
});

test('control characters, which would grow sixfold in JSON, are made visible', () => {
  expect(capAll(['a\0b\u001b[1mc\r\nd\te'])).toEqual(['a\ufffdb\ufffd[1mc\nd\te']);
});
