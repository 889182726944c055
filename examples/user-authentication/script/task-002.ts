import type { Reply } from '../../scripted-model/script.js';
import { listFiles, readFile, run, runTests, submit, writeKept } from './calls.js';

const TEST = 'test/unit/user-repository.test.js';

export const red: Reply[] = [
  {
    text: 'The repository of notes is the pattern to follow.',
    calls: [readFile('src/repositories/notes.js'), readFile('test/unit/note-repository.test.js')],
  },
  { text: 'And the model that it stores.', calls: [readFile('src/models/user.js')] },
  {
    text: 'What is new against notes: a second key, the address, that no two users share.',
    calls: [writeKept(TEST), runTests(TEST)],
  },
  {
    text: 'Red, for want of src/repositories/users.js.',
    calls: [
      submit<'red'>({
        summary: 'Tests of add, findById and findByEmail, with what happens when an id or an address comes twice.',
        tests: [TEST],
      }),
    ],
  },
];

export const green: Reply[] = [
  { calls: [listFiles('src/repositories/*.js')] },
  {
    text: 'Two maps, one by id and one by address, so that both lookups stay simple.',
    calls: [writeKept('src/repositories/users.js')],
  },
  { calls: [runTests(), run('node --check src/repositories/users.js')] },
  {
    text: 'All tests pass.',
    calls: [submit<'green'>({ summary: 'createUserRepository keeps users by id and by address and refuses doubles.' })],
  },
];
