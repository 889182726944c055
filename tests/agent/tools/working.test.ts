import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, test } from '@jest/globals';

import type { TestRun } from '../../../src/types.js';
import { emptyRun, playground, type Playground } from './workspace.js';

let place: Playground;
afterEach(() => place.remove());

test('write_file makes folders, says what it did, and writes the bytes it was given', async () => {
  place = await playground({ 'old.txt': 'old\n' });
  const write = async (path: string, content: string) => (await place.call('write_file', { path, content })).content;
  expect(await write('new/deep/a.txt', 'one\r\ntwo')).toBe('new/deep/a.txt created, 2 lines');
  expect(await write('old.txt', 'new\n')).toBe('old.txt overwritten, 1 lines');
  expect(await write('empty.txt', '')).toBe('empty.txt created, 0 lines');
  expect(await readFile(join(place.workspace.dir, 'new/deep/a.txt'), 'utf8')).toBe('one\r\ntwo');
});

test.each([
  ['CRLF line ends', 'a\r\nb\r\n', 'a\nc\n', 'a\r\nc\r\n'],
  ['a byte order mark', '\ufeffa\n', 'b\n', '\ufeffb\n'],
  ['both', '\ufeffa\r\n', '\ufeffb\r\nc', '\ufeffb\r\nc'],
  ['line ends of two kinds as it was given', 'a\r\nb\n', 'a\nb\n', 'a\nb\n'],
  ['no line end at all as it was given', 'a', 'a\r\nb\n', 'a\r\nb\n'],
])('write_file leaves a file that had %s', async (_what, old, content, left) => {
  place = await playground({ 'a.txt': old });
  await place.call('write_file', { path: 'a.txt', content });
  expect(await readFile(join(place.workspace.dir, 'a.txt'), 'utf8')).toBe(left);
});

test.each(['src', 'src/', 'new/', '../a.txt', '.git/hooks/pre-commit', 'src/a.js/b.js', 'sealed.test.js'])(
  'write_file refuses %s and leaves no trace',
  async (path) => {
    place = await playground(
      { 'src/a.js': 'a\n' },
      { refuseWrite: (given) => (given === 'sealed.test.js' ? 'it is sealed' : undefined) },
    );
    const before = await place.call('list_files', { glob: '**' });
    expect((await place.call('write_file', { path, content: 'x' })).is_error).toBe(true);
    expect(await place.call('list_files', { glob: '**' })).toEqual(before);
    await expect(stat(join(place.workspace.dir, 'new'))).rejects.toThrow('ENOENT');
  },
);

test('run gives exit code, time and output, colours removed', async () => {
  place = await playground({ 'a.txt': 'here\n' });
  const { content, is_error } = await place.call('run', {
    command: "cat a.txt; printf '\\033[31mred\\033[0m'; exit 3",
  });
  expect(is_error).toBeUndefined();
  expect(content).toMatch(/^exit code 3, \d+\.\d s\nhere\nred$/);
  expect((await place.call('run', { command: 'true' })).content).toMatch(/^exit code 0, \d+\.\d s\n\(no output\)$/);
});

test('run keeps what was printed before the time was up', async () => {
  place = await playground();
  const { content } = await place.call('run', { command: 'echo before; exec sleep 30', timeoutSeconds: 1 });
  expect(content).toMatch(/^exit code 137, \d+\.\d s, timed out after 1 s and was ended\nbefore$/);
});

test('run waits 120 seconds without a word on it, and takes no more than 600', async () => {
  const limits: number[] = [];
  place = await playground(
    {},
    {
      run: async (_, { timeoutMs }) => {
        limits.push(timeoutMs);
        return { exitCode: 0, timedOut: false, output: '', durationMs: 5 };
      },
    },
  );
  await place.call('run', { command: 'true' });
  await place.call('run', { command: 'true', timeoutSeconds: 600 });
  expect((await place.call('run', { command: 'true', timeoutSeconds: 601 })).is_error).toBe(true);
  expect(limits).toEqual([120_000, 600_000]);
});

const failing: TestRun = {
  tests: [
    { file: 'tests/a.test.js', name: 'adds', status: 'passed' },
    { file: 'tests/a.test.js', name: 'later', status: 'skipped' },
    {
      file: 'tests/a.test.js',
      name: 'sums > of none',
      status: 'failed',
      error: {
        name: 'AssertionError',
        code: 'ERR_ASSERTION',
        message: 'expected 1\nto be 2',
        stack: [
          'AssertionError: expected 1\nto be 2',
          ...Array.from({ length: 9 }, (_, n) => `    at f${n} (a.js:${n}:1)`),
        ].join('\n'),
      },
    },
  ],
  loadErrors: [{ file: 'tests/b.test.js', error: { code: 'ERR_MODULE_NOT_FOUND', message: "Cannot find 'src/b.js'" } }],
  exitCode: 1,
  timedOut: false,
  output: 'noise of the runner',
};

test('run_tests gives counts, what was not loaded, and each failure with its first frames', async () => {
  place = await playground({}, { runTests: async () => failing });
  const { content, is_error } = await place.call('run_tests', {});
  expect(is_error).toBeUndefined();
  expect(content).toBe(`1 passed, 1 failed, 1 skipped, 1 files not loaded, exit code 1

skipped: tests/a.test.js > later

not loaded, so that none of its tests ran: tests/b.test.js
  ERR_MODULE_NOT_FOUND: Cannot find 'src/b.js'

failed: tests/a.test.js > sums > of none
  AssertionError ERR_ASSERTION: expected 1
  to be 2
  at f0 (a.js:0:1)
  at f1 (a.js:1:1)
  at f2 (a.js:2:1)
  at f3 (a.js:3:1)
  at f4 (a.js:4:1)`);
});

test('run_tests shows the output where no report explains the end', async () => {
  place = await playground(
    {},
    {
      runTests: async () => ({
        ...emptyRun,
        missing: 'the runner was ended',
        timedOut: true,
        exitCode: 137,
        output: 'out of memory',
      }),
    },
  );
  expect((await place.call('run_tests', {})).content).toBe(
    '0 passed, 0 failed, 0 skipped, exit code 137, timed out\n\nno report: the runner was ended\n\noutput:\nout of memory',
  );
});

test('run_tests takes files that are there, by their paths from the root', async () => {
  const asked: (string[] | undefined)[] = [];
  place = await playground(
    { 'tests/a.test.js': '' },
    {
      runTests: async (files) => {
        asked.push(files);
        return emptyRun;
      },
    },
  );
  await place.call('run_tests', { files: ['./tests/a.test.js'] });
  await place.call('run_tests', {});
  const { content, is_error } = await place.call('run_tests', { files: ['tests/a.tests.js'] });
  expect(asked).toEqual([['tests/a.test.js'], undefined]);
  expect({ content, is_error }).toEqual({
    content: 'There is no tests/a.tests.js; the nearest names are tests/a.test.js.',
    is_error: true,
  });
});
