import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, test } from '@jest/globals';

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
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index + 1} ${'x'.repeat(index % 90)}`);
  place = await playground({ 'long.txt': lines.join('\n') });
  const seen: string[] = [];
  for (let start = 1; start > 0;) {
    const { content } = await place.call('read_file', { path: 'long.txt', start });
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(64 * 1024);
    seen.push(...content.split('\n').slice(1));
    start = Number(/; go on with start: (\d+)\n/.exec(content)?.[1] ?? 0);
  }
  expect(seen.map((line) => line.split('\t')[1])).toEqual(lines);
});

test('read_file gives 2,000 lines in one go, and the rest too where that is little', async () => {
  const of = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');
  place = await playground({ 'a.txt': of(2_010), 'b.txt': of(2_400) });
  expect((await place.call('read_file', { path: 'a.txt' })).content).toMatch(/^a\.txt, lines 1 to 2010 of 2010/);
  expect((await place.call('read_file', { path: 'b.txt' })).content).toMatch(
    /^b\.txt, lines 1 to 2000 of 2400.*; go on with start: 2001\n/,
  );
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
  const names = Array.from({ length: 700 }, (_, index) => [`files/${1000 + index}.txt`, '']);
  place = await playground(Object.fromEntries(names) as Record<string, string>);
  const lines = (await place.call('list_files', { glob: '*.txt' })).content.split('\n');
  expect(lines[499]).toBe('files/1499.txt');
  expect(lines[500]).toBe('500 of 700 files: narrow the glob for the rest.');
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
    'src/a.js:1:const token = 1;\nsrc/deep/b.ts:2:let token;\nREADME.md:1:token',
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

test('search puts files with a definition first, then source, tests, texts, and what tools have made', async () => {
  place = await playground({
    'CHANGELOG.md': 'parse\n',
    'a/use.go': '\tx := parse(1)\n',
    'a/parse_test.go': 'func TestParse(t) { parse(1) }\n',
    'go.sum': 'parse\n',
    'z/parse.go': 'func parse(n int) int {\n',
    'z/local.ts': 'function other() {\n  const x = parse(1);\n}\n',
  });
  const lines = (await place.call('search', { pattern: 'parse' })).content.split('\n');
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    'z/parse.go',
    'a/use.go',
    'z/local.ts',
    'a/parse_test.go',
    'CHANGELOG.md',
    'go.sum',
  ]);
});

test('search shows some of each file where there are many matches, and says how many there were and where', async () => {
  place = await playground({ 'a.js': 'x\n'.repeat(400), 'b.js': 'x\n', 'c.md': 'x\n'.repeat(30) });
  const lines = (await place.call('search', { pattern: 'x' })).content.split('\n');
  expect(lines.slice(0, 20).every((line) => line.startsWith('a.js:'))).toBe(true);
  expect(lines[20]).toBe('b.js:1:x');
  expect(lines.at(-1)).toBe(
    '41 of 431 matches in 3 files. Not shown: a.js (380), c.md (10). Narrow the search for these.',
  );
});

test('search fits into one output, at whole lines, with how many there were', async () => {
  place = await playground({ 'a.js': `${'y'.repeat(250)}x\n`.repeat(150), 'b.js': 'x\n'.repeat(10) });
  const { content } = await place.call('search', { pattern: 'x' });
  expect(content).not.toContain('bytes left out');
  expect(content).toMatch(/\n30 of 160 matches in 2 files\. Not shown: a\.js \(130\)\. Narrow the search for these\.$/);
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
