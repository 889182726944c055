import { featureContext } from './brief.js';
import { systemOf, type Prompt } from './opening.js';
import { GROUND, TASK_ENDING } from './rules.js';
import { taskOpening, type TaskArguments } from './task.js';

export const WHAT_TO_TEST = `\
Test what \`doneWhen\` promises, through the names and signatures it gives: results, edges and errors, so that an empty
or a hard-wired implementation fails. Follow the repository's own tests.`;

export const RED_ENFORCED = `\
- At least one new test runs and fails, or can't be built or loaded for want of a module, export or name of the task's
  \`Files\` alone. Others may pass already. What fails by a mistake of the test's own is refused (syntax, path, a name that
  nothing defines, a misspelt function of the test library, a fixture that isn't there), and so is a new test that is
  skipped or focused. One that fails now and then is refused once the code is there.
- Each function that the task makes or changes is later replaced by one that returns at once: the tests have to fail then.
- The older tests stay as they are, and pass without yours. To add tests to their files is no change of them, as long as
  nothing that is added runs for the older ones too. One may change, move or go where the task contradicts it: name its
  file in \`changedTests\` with the reason, which a person sees.
- What tests use and the globs under "Test files" don't match (fixtures, helpers, stand-ins, conftest.py) may be added
  below a folder of tests or fixtures where \`Files\` names it; else it stays in the test file.
- \`tests\` names each test file that you added tests to, older ones too.`;

const RULES = `\
# Red
Write the tests of one task, before its code exists. Someone else, in a fresh context, will make them pass and sees only
the task, your tests, how they fail and your summary. ${WHAT_TO_TEST}

What is enforced:
- Only test files (the globs under "Test files"), and what \`Files\` names of what they use, may be written; nothing else is
  judged with the tests.
${RED_ENFORCED}
- When red is accepted the test files are sealed: green can't change them.

Run your tests and read how they fail before you submit.`;

export function redPrompt(known: TaskArguments): Prompt {
  return {
    system: systemOf([GROUND, RULES, TASK_ENDING], known, [featureContext(known)]),
    opening: taskOpening('red', known, []),
  };
}
