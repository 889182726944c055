import { expect, test } from '@jest/globals';
import { layoutText } from '../../../src/agent/prompts/layout.js';

test('a small repository is told as its files', () => {
  expect(layoutText(['README.md', 'src/a.ts', 'src/b.ts', 'Makefile'])).toBe(
    '4 files: 2 .ts, 1 .md, 1 without an ending\nREADME.md\nsrc/a.ts\nsrc/b.ts\nMakefile',
  );
});

test('a large one is told as its folders with counts, the largest of them opened, and the files at its top', () => {
  const of = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}/${n}.ts`);
  const paths = [
    'package.json',
    ...of('docs', 10),
    ...of('src/core', 300),
    ...of('src/core/deep', 30),
    ...of('src/web', 5),
  ];
  expect(layoutText(paths)).toBe(
    [
      '346 files: 345 .ts, 1 .json',
      'docs/ (10)',
      'src/ (335)',
      'src/core/ (330)',
      'src/core/deep/ (30)',
      'src/web/ (5)',
      'package.json',
    ].join('\n'),
  );
});

test('a huge one is told in a page', () => {
  const paths = Array.from({ length: 50_000 }, (_, n) => `p${n % 70}/q${n % 11}/r${n % 13}/${n}.c`);
  expect(layoutText(paths).split('\n').length).toBeLessThanOrEqual(81);
});
