import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, test } from '@jest/globals';

import { OUTPUT_LIMIT } from '../../../src/agent/tools/output.js';
import { playground, type Playground } from './workspace.js';

let place: Playground;
afterEach(() => place.remove());

test('read_file numbers the lines and tells how many there are', async () => {
  place = await playground({ 'src/a.js': 'one\ntwo\n\nfour\n' });
  const { content, is_error } = await place.call('read_file', { path: 'src/a.js' });
  expect(is_error).toBeUndefined();
  expect(content).toBe('src/a.js, lines 1 to 4 of 4\n    1\tone\n    2\ttwo\n    3\t\n    4\tfour');
});

test('read_file gives the lines that are asked for', async () => {
  place = await playground({ 'a.txt': 'one\ntwo\nthree\nfour\n' });
  expect((await place.call('read_file', { path: 'a.txt', start: 2, end: 3 })).content).toBe(
    'a.txt, lines 2 to 3 of 4\n    2\ttwo\n    3\tthree',
  );
  expect((await place.call('read_file', { path: 'a.txt', start: 4, end: 99 })).content).toMatch(/lines 4 to 4 of 4\n/);
});

test('read_file says what numbered lines do not show', async () => {
  place = await playground({ 'a.txt': '\ufeffone\r\ntwo' });
  expect((await place.call('read_file', { path: 'a.txt' })).content).toBe(
    'a.txt, lines 1 to 2 of 2, with a byte order mark, CRLF line ends, no line end at the end\n    1\tone\n    2\ttwo',
  );
});

test('read_file gives a long file in parts that fit, at whole lines', async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index + 1} ${'x'.repeat(30)}`);
  place = await playground({ 'long.txt': lines.join('\n') });
  const seen: string[] = [];
  for (let start = 1; start > 0;) {
    const { content } = await place.call('read_file', { path: 'long.txt', start });
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(OUTPUT_LIMIT);
    seen.push(...content.split('\n').slice(1));
    start = Number(/; go on with start: (\d+)\n/.exec(content)?.[1] ?? 0);
  }
  expect(seen.map((line) => line.split('\t')[1])).toEqual(lines);
});

test('read_file shortens a line that is longer than anyone reads', async () => {
  place = await playground({ 'bundle.js': `${'x'.repeat(10_000)}\nend\n` });
  expect((await place.call('read_file', { path: 'bundle.js' })).content).toMatch(
    /\[\.\.\. 8000 more characters \.\.\.\]\n {4}2\tend$/,
  );
});

test.each([
  [{ path: 'logo.png' }, 'logo.png is a binary file of 4 bytes.'],
  [{ path: 'src' }, 'src is a folder; it holds a.js, inner/.'],
  [{ path: 'src/b.js' }, /There is no src\/b\.js; the nearest names are src\/a\.js/],
  [{ path: 'zzz' }, 'There is no zzz; list_files shows what there is.'],
  [{ path: 'src/a.js', start: 9 }, 'src/a.js has 1 lines: start at one of them.'],
  [{ path: 'src/a.js', start: 1, end: 0 }, /Wrong arguments/],
  [{ path: '.git/config' }, /git's own/],
])('read_file refuses %j and says what is right', async (input, message) => {
  place = await playground({ 'src/a.js': 'a\n', 'logo.png': new Uint8Array([137, 80, 0, 71]) });
  await mkdir(join(place.workspace.dir, 'src/inner'));
  const { content, is_error } = await place.call('read_file', input);
  expect(is_error).toBe(true);
  expect(content).toMatch(message);
});

test('list_files lists dot files and new files, sorted, and leaves out what is ignored', async () => {
  place = await playground({
    '.gitignore': 'dist/\n*.log\n',
    '.env.example': 'KEY=\n',
    'src/b.js': '',
    'src/a.js': '',
    'dist/a.js': '',
    'debug.log': '',
    'node_modules/zod/index.js': '',
  });
  expect((await place.call('list_files', { glob: '**' })).content).toBe('.env.example\n.gitignore\nsrc/a.js\nsrc/b.js');
  expect((await place.call('list_files', { glob: 'src/*.js' })).content).toBe('src/a.js\nsrc/b.js');
  expect((await place.call('list_files', { glob: './src/{a,c}.js' })).content).toBe('src/a.js');
  expect((await place.call('list_files', { glob: '*.log' })).content).toBe('no files match');
  expect((await place.call('list_files', { glob: '.git/**' })).content).toBe('no files match');
});

test('list_files and search do not follow a symlink out of the worktree', async () => {
  place = await playground({ 'a.txt': 'secret here\n' });
  await mkdir(join(place.outer, 'beside'));
  await writeFile(join(place.outer, 'beside/b.txt'), 'secret there\n');
  await symlink('../beside', join(place.workspace.dir, 'out'));
  expect((await place.call('list_files', { glob: '**' })).content).toBe('a.txt');
  expect((await place.call('search', { pattern: 'secret' })).content).toBe('a.txt:1:secret here');
  expect((await place.call('search', { pattern: 'secret', path: 'out' })).is_error).toBe(true);
});

test('list_files stops at 500 and says how many there are', async () => {
  const names = Array.from({ length: 501 }, (_, index) => [`files/${1000 + index}.txt`, '']);
  place = await playground(Object.fromEntries(names) as Record<string, string>);
  const lines = (await place.call('list_files', { glob: '*.txt' })).content.split('\n');
  expect(lines[499]).toBe('files/1499.txt');
  expect(lines[500]).toBe('500 of 501 files: narrow the glob for the rest.');
});

test('a glob that cannot be read is refused with the reason', async () => {
  place = await playground({ 'a.js': '' });
  const { content, is_error } = await place.call('list_files', { glob: '{a' });
  expect(is_error).toBe(true);
  expect(content).toMatch(/\{a/);
});

test('search gives path, line number and text, within glob and path', async () => {
  place = await playground({
    'src/a.js': 'const token = 1;\r\n',
    'src/deep/b.ts': '\nlet token;\n',
    'README.md': 'token\n',
    'node_modules/x/index.js': 'token\n',
  });
  const found = async (input: object) => (await place.call('search', input)).content;
  expect(await found({ pattern: 'token' })).toBe(
    'README.md:1:token\nsrc/a.js:1:const token = 1;\nsrc/deep/b.ts:2:let token;',
  );
  expect(await found({ pattern: 'token', glob: '*.ts' })).toBe('src/deep/b.ts:2:let token;');
  expect(await found({ pattern: '^const.*;$', path: 'src' })).toBe('src/a.js:1:const token = 1;');
  expect(await found({ pattern: 'token', path: 'src/a.js' })).toBe('src/a.js:1:const token = 1;');
  expect(await found({ pattern: 'nowhere' })).toBe('no matches');
  expect(await found({ pattern: '--files' })).toBe('no matches');
});

test('search refuses a bad expression in the words of ripgrep, and a path that is not there', async () => {
  place = await playground({ 'src/a.js': '' });
  expect(await place.call('search', { pattern: '(' })).toMatchObject({
    is_error: true,
    content: expect.stringMatching(/regex parse error[^]*unclosed group/),
  });
  expect(await place.call('search', { pattern: 'a', path: 'src/b.js' })).toMatchObject({
    is_error: true,
    content: expect.stringContaining('src/a.js'),
  });
});

test('search stops at 200 matches and says so', async () => {
  place = await playground({ 'a.txt': 'x\n'.repeat(201) });
  const lines = (await place.call('search', { pattern: 'x' })).content.split('\n');
  expect(lines[199]).toBe('a.txt:200:x');
  expect(lines[200]).toBe('Only the first 200 matches: narrow the search.');
});

test('no tool waits at a pipe, in the place of a file or of what is ignored', async () => {
  place = await playground({ 'src/a.js': 'token\n' });
  execFileSync(
    'mkfifo',
    ['pipe', 'src/.gitignore'].map((name) => join(place.workspace.dir, name)),
  );
  for (const tool of ['read_file', 'search', 'write_file']) {
    const input = { read_file: {}, search: { pattern: 'token' }, write_file: { content: '' } }[tool];
    expect(await place.call(tool, { path: 'pipe', ...input })).toMatchObject({ is_error: true });
  }
  expect((await place.call('search', { pattern: 'token' })).content).toBe('src/a.js:1:token');
});
