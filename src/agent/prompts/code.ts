import { featureContext } from './brief.js';
import { GREEN_ENFORCED, SEALED, WHAT_TO_DO } from './green.js';
import { systemOf, type Prompt } from './opening.js';
import { RED_ENFORCED, WHAT_TO_TEST } from './red.js';
import { GROUND, TASK_ENDING } from './rules.js';
import { taskOpening, type TaskArguments } from './task.js';

const RULES = `\
# One task, two stages
First you write its tests (red), then its code (green), both in this conversation. \`Stage:\` above a message says which
of them it is, until the next such line. Each ends with a submit that is accepted.

# Red
${WHAT_TO_TEST}
You may sketch code to try them on. The orchestrator takes the test files (the globs under "Test files"), and what \`Files\`
names of what they use, out of the working folder, puts them on the commit that the task began with, and runs them there;
the rest stays where it is.

What is enforced:
${RED_ENFORCED}

# Green
${WHAT_TO_DO}

What is enforced:
${GREEN_ENFORCED}
${SEALED}

Run the tests before you submit, in both stages.`;

/** Of a code task that is one conversation: what opens it. */
export function codePrompt(known: TaskArguments): Prompt {
  return {
    system: systemOf([GROUND, RULES, TASK_ENDING], known, [featureContext(known)]),
    opening: taskOpening('red', known, []),
  };
}
