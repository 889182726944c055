import type { Script } from '../../examples/scripted-model/script.js';
import { submit } from '../../examples/user-authentication/script/calls.js';
import type { Brief, Question } from '../../src/types.js';
import { smallScript } from './small-script.js';

/** Of the example's commands only its tests: lint, types and coverage take most of the time of a small feature. */
export const QUICK_BRIEF: Brief = {
  summary: 'A small HTTP service that keeps notes.',
  findings: [],
  conventions: [],
  testFiles: ['test/**/*.test.js'],
  commands: {
    test: { command: 'node --test', source: 'package.json' },
    testFile: { command: 'node --test', source: 'package.json' },
  },
};

/** A question for a person, where tests need one. */
export const STORE: Question = {
  id: 'store',
  question: 'Where are users kept?',
  options: ['In memory', 'In a file'],
  closed: true,
  recommended: 'In memory',
  why: 'Notes are kept there too.',
};

/** The small script for tests that aren't about what is measured. */
export const quickScript = (count: 1 | 2 | 3 = 1, brief = QUICK_BRIEF): Script => ({
  ...smallScript(count),
  prime: [{ calls: [submit<'prime'>(brief)] }],
});
