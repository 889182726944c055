import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, expect, test } from '@jest/globals';

import { executeCalls, mayWrite } from '../../../src/agent/tools/execute.js';
import { ANSWER_LIMIT, OUTPUT_LIMIT } from '../../../src/agent/tools/output.js';
import type { ToolUse } from '../../../src/types.js';
import { playground, type Playground } from './workspace.js';

let place: Playground;
afterEach(() => place.remove());

const calls = (...given: [string, unknown][]): ToolUse[] =>
  given.map(([name, input], index) => ({ type: 'tool_use', id: `call-${index + 1}`, name, input }));

test('results come in the order of the calls, and a read sees the writes before it and not those after it', async () => {
  place = await playground({ 'a.txt': 'one\n' });
  const read: [string, unknown] = ['read_file', { path: 'a.txt' }];
  const write = (content: string): [string, unknown] => ['write_file', { path: 'a.txt', content }];
  const results = await executeCalls(
    calls(read, write('two\n'), read, read, write('three\n'), read),
    'green',
    place.workspace,
  );
  expect(results.map((result) => result.tool_use_id)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `call-${number}`));
  const texts = [0, 2, 3, 5].map((index) => results[index]?.content.split('\t')[1]);
  expect(texts).toEqual(['one', 'two', 'two', 'three']);
});

test('writes run one after the other', async () => {
  const events: string[] = [];
  place = await playground(
    {},
    {
      run: async (command) => {
        events.push(`begin ${command}`);
        await sleep(20);
        events.push(`end ${command}`);
        return { exitCode: 0, timedOut: false, output: '', durationMs: 0 };
      },
    },
  );
  await executeCalls(calls(['run', { command: 'a' }], ['run', { command: 'b' }]), 'green', place.workspace);
  expect(events).toEqual(['begin a', 'end a', 'begin b', 'end b']);
});

test('a refusal changes nothing for the other calls of the answer', async () => {
  place = await playground({ 'a.txt': 'one\n' });
  const results = await executeCalls(
    calls(
      ['read_file', { path: 'a.txt' }],
      ['nonsense', {}],
      ['read_file', { path: 'b' }],
      ['list_files', { glob: '**' }],
    ),
    'green',
    place.workspace,
  );
  expect(results.map((result) => result.is_error ?? false)).toEqual([false, true, true, false]);
});

test('an unknown tool, and one of another stage, is told which tools there are', async () => {
  place = await playground();
  expect((await place.call('bash', {}, 'green')).content).toBe(
    'There is no tool "bash" in this stage. There are read_file, list_files, search, edit_file, write_file, run, run_tests, check, submit, blocked.',
  );
  expect(await place.call('write_file', { path: 'a', content: '' }, 'plan')).toMatchObject({
    is_error: true,
    content:
      'There is no tool "write_file" in this stage. There are read_file, list_files, search, run, submit, blocked.',
  });
});

test.each([
  ['read_file', { file: 'a.txt' }],
  ['edit_file', { path: 'a.txt', old: 'a', new: 'b', replace_all: true }],
  ['edit_file', { path: 'a.txt', old: '', new: 'b' }],
  ['write_file', { path: 'a.txt' }],
  ['run', 'ls'],
  ['search', null],
  ['submit', { text: 'done' }],
])('wrong arguments of %s are answered with the right ones: %j', async (name, input) => {
  place = await playground({ 'a.txt': 'a\n' });
  const { content, is_error } = await place.call(name, input);
  expect(is_error).toBe(true);
  expect(content).toMatch(new RegExp(`^Wrong arguments:\\n✖ [^]*\\n${name} takes \\{.*"properties":\\{`));
});

test.each([
  ['submit', { summary: 'done' }],
  ['check', { summary: 'done' }],
  ['blocked', { reason: 'no way', kind: 'task' }],
])('a %s that gets here had company, and is told to come alone', async (name, input) => {
  place = await playground();
  const { content, is_error } = await place.call(name, input);
  expect(is_error).toBe(true);
  expect(content).toMatch(/must be the only call of its answer/);
});

test('what the file system refuses is told without the folder of the worktree', async () => {
  place = await playground();
  const { content, is_error } = await place.call('write_file', { path: `new/${'x'.repeat(300)}`, content: '' });
  expect(is_error).toBe(true);
  expect(content).toMatch(/^ENAMETOOLONG: name too long, \w+ 'new\/x+'$/);
});

test("a worktree that is gone, and a program that is missing, are not the model's fault", async () => {
  const missing = Object.assign(new Error('spawn bwrap ENOENT'), { code: 'ENOENT', path: 'bwrap' });
  place = await playground({}, { run: async () => Promise.reject(missing) });
  await expect(place.call('run', { command: 'ls' })).rejects.toBe(missing);
  await place.remove();
  await expect(place.call('read_file', { path: 'a.txt' })).rejects.toThrow('ENOENT');
});

test("a fault that is not the model's is thrown, for a retry", async () => {
  place = await playground({}, { run: async () => Promise.reject(new Error('the sandbox broke')) });
  await expect(place.call('run', { command: 'ls' })).rejects.toThrow('the sandbox broke');
});

test('one output and all outputs of an answer stay within their limits', async () => {
  place = await playground(
    {},
    { run: async () => ({ exitCode: 0, timedOut: false, output: 'x'.repeat(100_000), durationMs: 0 }) },
  );
  const results = await executeCalls(
    calls(...Array.from({ length: 12 }, (): [string, unknown] => ['run', { command: 'yes' }])),
    'red',
    place.workspace,
  );
  const sizes = results.map(({ content }) => Buffer.byteLength(content));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(OUTPUT_LIMIT);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(ANSWER_LIMIT);
  expect(results.every(({ content }) => content.includes('bytes left out'))).toBe(true);
});

test('only calls that could change the worktree count as writing', async () => {
  place = await playground();
  expect(mayWrite(calls(['read_file', {}], ['list_files', {}], ['search', {}], ['submit', {}], ['bash', {}]))).toBe(
    false,
  );
  for (const name of ['edit_file', 'write_file', 'run', 'run_tests']) {
    expect(mayWrite(calls(['read_file', {}], [name, {}]))).toBe(true);
  }
});
