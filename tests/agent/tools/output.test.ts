import { expect, test } from '@jest/globals';

import { ANSWER_LIMIT, cap, capAll, firstLines, OUTPUT_LIMIT } from '../../../src/agent/tools/output.js';

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

test('a text is not cut by less than it takes to ask for the rest', () => {
  const longer = 'x'.repeat(OUTPUT_LIMIT + 1_000);
  expect(cap(longer)).toBe(longer);
  expect(cap('x'.repeat(OUTPUT_LIMIT + 1_100)).length).toBeLessThanOrEqual(OUTPUT_LIMIT);
});

test('a tool with a limit of its own may say as much, and the others share what is left', () => {
  const [file = '', ...others] = capAll(['x'.repeat(60_000), 'y'.repeat(60_000)], [64 * 1024, OUTPUT_LIMIT]);
  expect(file).toHaveLength(60_000);
  expect(others[0]!.length).toBeLessThanOrEqual(OUTPUT_LIMIT);
});

test('lines are kept whole, as many as fit, or all where few would be left', () => {
  const lines = Array.from({ length: 100 }, (_, n) => `line ${n}`);
  expect(firstLines(lines, { lines: 10, bytes: 16_000 })).toEqual(lines.slice(0, 10));
  expect(firstLines(lines, { lines: 95, bytes: 16_000 })).toEqual(lines);
  const some = firstLines(lines, { lines: 100, bytes: 400 });
  expect(Buffer.byteLength(some.join('\n'))).toBeLessThanOrEqual(400);
  expect(some).toEqual(lines.slice(0, some.length));
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
