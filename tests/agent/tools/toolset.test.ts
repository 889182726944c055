import { expect, test } from '@jest/globals';

import { toolsOf } from '../../../src/agent/tools/toolset.js';
import { SUBMISSIONS, type StageName } from '../../../src/types.js';

const READING = ['read_file', 'list_files', 'search'];
const WORKING = ['edit_file', 'write_file', 'run', 'run_tests', 'check'];

test.each<[StageName, string[]]>([
  ['prime', [...READING, 'run']],
  ['discuss', [...READING, 'run']],
  ['plan', [...READING, 'run']],
  ['red', [...READING, ...WORKING]],
  ['green', [...READING, ...WORKING]],
])('%s has its tools, and submit and blocked to end it', (stage, names) => {
  expect(toolsOf(stage).map(({ name }) => name)).toEqual([...names, 'submit', 'blocked']);
});

test('the definitions have the same bytes each time', () => {
  expect(JSON.stringify(toolsOf('green'))).toBe(JSON.stringify(toolsOf('green')));
});

test('every schema is a closed object, as the API wants it', () => {
  for (const stage of Object.keys(SUBMISSIONS) as StageName[]) {
    for (const tool of toolsOf(stage)) {
      expect(Object.keys(tool)).toEqual(['name', 'description', 'input_schema']);
      expect(tool.input_schema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.input_schema).not.toHaveProperty('$schema');
    }
  }
});

test("submit takes the stage's own result", () => {
  const submit = (stage: StageName) => toolsOf(stage).find(({ name }) => name === 'submit')?.input_schema;
  expect(submit('plan')).toMatchObject({ required: ['tasks'] });
  expect(submit('red')).toMatchObject({ required: ['summary', 'tests'] });
  expect(submit('green')).toMatchObject({ required: ['summary'] });
});

test('a conversation with both stages has one set of tools, whose submit fits both', () => {
  const tools = toolsOf('red', true);
  expect(tools.map(({ name }) => name)).toEqual(toolsOf('red').map(({ name }) => name));
  expect(tools.find(({ name }) => name === 'submit')?.input_schema).toMatchObject({
    required: ['summary'],
    properties: { tests: {}, changedTests: {} },
  });
});

test('a task says what kind of thing blocks it', () => {
  const blocked = (stage: StageName) => toolsOf(stage).find(({ name }) => name === 'blocked')?.input_schema;
  expect(blocked('green')).toMatchObject({ required: ['reason', 'kind'] });
  expect(blocked('plan')).toMatchObject({ required: ['reason'] });
});
