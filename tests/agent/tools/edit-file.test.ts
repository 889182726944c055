import { chmod, link, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, test } from '@jest/globals';

import { playground, type Playground } from './workspace.js';

let place: Playground;
afterEach(() => place.remove());

const onDisk = (path: string) => readFile(join(place.workspace.dir, path));

/** Bytes of the file after an edit that is expected to work. */
async function edited(content: string | Uint8Array, edit: object): Promise<string> {
  place = await playground({ 'a.txt': content });
  expect(await place.call('edit_file', { path: 'a.txt', ...edit })).not.toHaveProperty('is_error');
  return (await onDisk('a.txt')).toString('latin1');
}

/** The refusal of an edit, which left the file as it was. */
async function refused(content: string, edit: object): Promise<string> {
  place = await playground({ 'a.txt': content });
  const { content: message, is_error } = await place.call('edit_file', { path: 'a.txt', ...edit });
  expect(is_error).toBe(true);
  expect((await onDisk('a.txt')).toString()).toBe(content);
  return message;
}

test.each([
  ['one\ntwo\n', { old: 'two', new: 'three\nfour' }, 'one\nthree\nfour\n'],
  ['one\r\ntwo\r\n', { old: 'one\ntwo', new: 'a\nb\nc' }, 'a\r\nb\r\nc\r\n'],
  ['one\r\ntwo\r\n', { old: 'two', new: 'a\nb' }, 'one\r\na\r\nb\r\n'],
  ['one\r\ntwo\r\n', { old: 'one\r\ntwo', new: 'a\r\nb' }, 'a\r\nb\r\n'],
  ['one\ntwo\n', { old: 'one\r\ntwo', new: 'a\r\nb' }, 'a\nb\n'],
  ['one\r\ntwo\nthree\n', { old: 'one\ntwo', new: 'a\nb' }, 'a\r\nb\nthree\n'],
  ['one\r\ntwo\nthree\n', { old: 'two\nthree', new: 'a\nb' }, 'one\r\na\nb\n'],
  ['price: $1', { old: '$1', new: '$& $$' }, 'price: $& $$'],
  ['a.b\naxb\n', { old: 'a.b', new: 'c' }, 'c\naxb\n'],
  ['one\ntwo\n', { old: 'one\n', new: '' }, 'two\n'],
  ['x x x', { old: 'x', new: 'xx', replaceAll: true }, 'xx xx xx'],
])('in %j, %j gives %j', async (content, edit, expected) => {
  expect(await edited(content, edit)).toBe(expected);
});

test('byte order mark, bytes that are not UTF-8 and a missing last line end stay', async () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffcafé\r\n'), Buffer.from([0xe9, 0x21]), Buffer.from('\r\nend')]);
  const expected = Buffer.concat([Buffer.from('\ufeffthé\r\n'), Buffer.from([0xe9, 0x21]), Buffer.from('\r\nend')]);
  expect(await edited(bytes, { old: 'café', new: 'thé' })).toBe(expected.toString('latin1'));
});

test('the mode of the file stays', async () => {
  place = await playground({ 'run.sh': 'echo one\n' });
  await chmod(join(place.workspace.dir, 'run.sh'), 0o755);
  await place.call('edit_file', { path: 'run.sh', old: 'one', new: 'two' });
  await place.call('write_file', { path: 'run.sh', content: 'echo three\n' });
  expect((await stat(join(place.workspace.dir, 'run.sh'))).mode & 0o777).toBe(0o755);
});

test('a file that is a hard link is cut loose instead of changing the other one', async () => {
  place = await playground();
  const store = join(place.outer, 'store.js');
  await writeFile(store, 'shared\n');
  await link(store, join(place.workspace.dir, 'a.js'));
  await place.call('edit_file', { path: 'a.js', old: 'shared', new: 'own' });
  expect((await onDisk('a.js')).toString()).toBe('own\n');
  expect(await readFile(store, 'utf8')).toBe('shared\n');
});

test.each([
  ['a\nb\nc\n', { old: 'b', new: 'x\ny' }, 'a.txt: lines 2 to 3 changed'],
  ['a\nb\nc\n', { old: 'b\n', new: 'x\n' }, 'a.txt: line 2 changed'],
  ['b\na\nb\n', { old: 'b', new: 'x\ny', replaceAll: true }, 'a.txt: lines 1 to 2, lines 4 to 5 changed'],
  ['aaaa', { old: 'aa', new: 'b', replaceAll: true }, 'a.txt: line 1, line 1 changed'],
])('in %j, %j says which lines it changed', async (content, edit, expected) => {
  place = await playground({ 'a.txt': content });
  expect((await place.call('edit_file', { path: 'a.txt', ...edit })).content).toBe(expected);
});

test('several matches are refused with their lines', async () => {
  const message = await refused('x = 1\ny = 2\nx = 1\n', { old: 'x = 1', new: 'x = 2' });
  expect(message).toMatch(/^a\.txt holds old 2 times, at lines 1, 3; nothing was changed\./);
});

test('matches that overlap are ambiguous too', async () => {
  expect(await refused('}\n}\n}\n', { old: '}\n}\n', new: ']\n' })).toMatch(/2 times, at lines 1, 2/);
});

test.each([
  ['one\n', { old: 'one', new: 'one' }],
  ['one\r\ntwo\r\n', { old: 'one\ntwo', new: 'one\r\ntwo' }],
])('in %j, %j would change nothing and is refused', async (content, edit) => {
  expect(await refused(content, edit)).toMatch(/old and new are the same/);
});

const CODE = [
  'export function sign(payload) {',
  '    const body = encode(payload);',
  '    return `${body}.${hmac(body)}`;',
  '}',
  '',
  'export function verify(token) {',
  "    const [body, mac] = token.split('.');",
  '    return hmac(body) === mac ? decode(body) : undefined;',
  '}',
  '',
].join('\n');

test.each([
  ['  const body = encode(payload);\n  return `${body}.${hmac(body)}`;', 'lines 2 to 3:\n    2\t    const body'],
  ["const [body, mac] = token.split(':');", "line 7:\n    7\t    const [body, mac] = token.split('.');"],
  ['export function verify(jwt) {', 'line 6:\n    6\texport function verify(token) {'],
])('a near miss, %j, is never guessed but shown first among the nearest places', async (old, nearest) => {
  const message = await refused(CODE, { old, new: 'something else' });
  expect(message).toContain(`character for character; nothing was changed. The nearest places:\n${nearest}`);
  expect(message.match(/^lines? \d+/gm)).toHaveLength(3);
});

test('a miss that comes near nothing says so', async () => {
  expect(await refused('one\n', { old: 'zebra', new: 'x' })).toMatch(/Nothing in it comes near\.$/);
});

test('the nearest places of a large file are found without a long wait', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `const value${index} = compute(${index}, other);`);
  const old = lines.slice(15_000, 15_060).join('\n').replaceAll('compute', 'computed');
  expect(await refused(lines.join('\n'), { old, new: 'x' })).toContain('lines 15001 to 15040:');
});

test('an edit of what the stage may not write, and of what is no text, is refused', async () => {
  place = await playground(
    { 'tests/a.test.js': 'one\n', 'logo.png': new Uint8Array([0, 1]) },
    { refuseWrite: (path) => (path.startsWith('tests/') ? 'it is sealed' : undefined) },
  );
  const edit = (path: string) => place.call('edit_file', { path, old: 'one', new: 'two' });
  expect(await edit('tests/a.test.js')).toMatchObject({
    is_error: true,
    content: 'tests/a.test.js was not written: it is sealed',
  });
  expect(await edit('logo.png')).toMatchObject({ is_error: true, content: expect.stringContaining('binary') });
  expect(await edit('test/a.test.js')).toMatchObject({
    is_error: true,
    content: expect.stringContaining('tests/a.test.js'),
  });
});
