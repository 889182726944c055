import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { readReports } from '../../src/verify/read-reports.js';

const folder = await mkdtemp(path.join(tmpdir(), 'piv-reports-test-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rm(folder, { recursive: true }));

it('reads what reports there are', async () => {
  await writeFile(at('a.xml'), '<a/>');
  await writeFile(at('blank.xml'), '\n');
  expect(readReports(folder, ['a.xml', 'blank.xml', 'missing.xml', 'a.xml'])).toEqual(['<a/>', '<a/>']);
});

it('says which limit is met by reports that are too many, or too large together', async () => {
  for (const name of ['b', 'c']) {
    await writeFile(at(name), '');
    await truncate(at(name), 70 * 1024 * 1024);
  }
  expect(readReports(folder, ['b'])).toHaveLength(1);
  expect(() => readReports(folder, ['b', 'c'])).toThrow(/more than the 128 MB that are read \(up to c\)/);
  expect(() => readReports(folder, Array<string>(10_001).fill('a.xml'))).toThrow(/10001 files .* up to 10000 are read/);
});
