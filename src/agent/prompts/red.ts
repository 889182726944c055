import { featureContext } from './brief.js';
import { systemOf, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';
import { taskOpening, type TaskArguments } from './task.js';

const RULES = `\
# Red
Write the tests of one task, before its code exists. Someone else, in a fresh context, will make them pass and sees only
the task, your tests and how they fail. So test what \`doneWhen\` promises, through the names and signatures it gives:
results, edges and errors, so that an empty or a hard-wired implementation fails. Follow the repository's own tests.

What is enforced:
- Only test files (the globs under "Test files") may be written; writes elsewhere are refused, by a command as well.
- At least one new test must run and fail for want of the task's code: by an assertion, by an error thrown in the
  repository's own source, because a function, method or attribute isn't there, or because the test file can't load a
  module, export or symbol that belongs to the task's files. Typos, syntax errors, wrong paths, a name that isn't
  defined in the test itself, no tests, and tests that pass already are refused.
- The older tests, run without yours, must still pass. An older test may be changed only where the task contradicts it:
  name it in \`changedTests\` with the reason, which a person sees.
- No test may be skipped or focused.
- When red is accepted the test files are sealed: green can't change them.

Run your tests and read how they fail before you submit. \`tests\` names the new test files.`;

export function redPrompt(known: TaskArguments): Prompt {
  return {
    system: systemOf([GROUND, RULES, ENDING], known, [featureContext(known)]),
    opening: taskOpening('red', known, []),
  };
}
