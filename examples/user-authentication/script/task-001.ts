import type { Reply } from '../../scripted-model/script.js';
import { listFiles, readFile, runTests, submit, writeKept } from './calls.js';

const TEST = 'test/unit/user-model.test.js';

export const red: Reply[] = [
  {
    text: "I'll look at how the note model is built and tested.",
    calls: [readFile('src/models/note.js'), readFile('test/unit/note-model.test.js'), readFile('src/errors.js')],
  },
  { text: 'The same form fits users. Writing the tests.', calls: [writeKept(TEST)] },
  { calls: [runTests(TEST)] },
  {
    text: 'They fail because src/models/user.js does not exist yet, which is what this task adds.',
    calls: [
      submit<'red'>({
        summary: 'Tests of createUser (id and time, one spelling of an address, refusals, frozen) and of publicUser.',
        tests: [TEST],
      }),
    ],
  },
];

export const green: Reply[] = [
  {
    text: 'The note model is the one that this should look like.',
    calls: [listFiles('src/models/*.js')],
  },
  { text: 'Clear enough.', calls: [writeKept('src/models/user.js'), runTests(TEST)] },
  { text: 'Those pass. Now all of them.', calls: [runTests()] },
  {
    calls: [
      submit<'green'>({
        summary:
          'createUser checks and normalizes its input and returns a frozen user; publicUser leaves out the hash.',
      }),
    ],
  },
];
