import type { Plan } from '../../../src/types.js';
import type { Stack } from '../stack.js';

const source = 'package.json';
const commands = { test: { command: 'npm test', source }, testFile: { command: 'node --test', source } };
const task = { priority: 'high', estimatedTokens: 8_000 } as const;

const brings: Plan['tasks'][number] = {
  ...task,
  id: 'task-001',
  name: 'Bring a command that runs tests',
  kind: 'chore',
  blockedBy: [],
  files: ['package.json', 'test/words.test.js'],
  doneWhen: '`npm test` runs the tests below test/, of which there is one for words().',
  verify: 'npm test',
  commit: 'test: Run tests with Node',
};
const slug: Plan['tasks'][number] = {
  ...task,
  id: 'task-002',
  name: 'Create the function that makes slugs',
  kind: 'code',
  blockedBy: ['task-001'],
  files: ['src/slug.js', 'test/slug.test.js'],
  doneWhen: 'A text becomes lower case, its words (letters and digits of any script) joined by "-".',
  verify: 'node --test test/slug.test.js',
  commit: 'feat(text): Make the slug of a text',
};

/** What nobody has tested yet: the first task brings the command that runs tests. */
export const noTests: Stack = {
  name: 'no-tests',
  tools: 'JavaScript without a test: the first task brings node:test',
  needs: ['npm'],
  request: 'Add a function that makes the slug of a text',
  brief: {
    summary: 'A function that splits a text into words.',
    findings: ['There is no test, and no command that runs tests'],
    conventions: ['One function a file'],
    testFiles: ['test/**/*.test.js'],
    commands: {},
  },
  testing: { task: brings.id, commands },
  tasks: [
    { task: brings, tests: [] },
    { task: slug, tests: ['test/slug.test.js'] },
  ],
};
