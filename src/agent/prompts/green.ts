import type { Task } from '../../types.js';
import { featureContext } from './brief.js';
import { systemOf, type Prompt } from './opening.js';
import { ENDING, GROUND } from './rules.js';
import { taskOpening, type TaskArguments } from './task.js';
import { list, quote } from './text.js';

const RULES = `\
# Green
Do one task: the simplest work that does all of \`doneWhen\`, in the manner of the code around it, and nothing beside it.
What you leave in the working folder is the commit, which the orchestrator makes.

What is enforced:
- Files that git ignores don't belong to the commit.
- You are judged by the files as they are when you submit, in a clean checkout that you can't reach, with the sealed
  tests put back as they were: the task's tests run, all tests pass, none is skipped, none is gone.
- What failed comes back as the answer to your submit. Three failures block the task.
- If the sealed tests contradict the task or each other, don't satisfy them by tricks: call \`blocked\` and name the test
  and what is wrong with it. They are then written anew, once.

Run the tests before you submit.`;

/** What is checked beside the rules above, by kind of task. */
const CHECKS: Record<Task['kind'], string> = {
  code: 'The tests are written and sealed: writes to them are refused. Write the code that makes them pass.',
  test: `There is no red stage: you write the tests. No source file may change. They must pass, and they are run again \
with the work of each task in "blocked by" taken out (without one: with the source that this task names in its files \
removed), where at least one must fail, by an assertion or for want of that code.`,
  docs: 'There is no red stage. A change of a source file is refused. All tests must still pass.',
  chore: 'There is no red stage. A change of a source file is refused. All tests must still pass.',
  refactor: 'There is no red stage. A change of a test file is refused. The tests pass before, and must pass after.',
};

const BRINGS_TESTS = `There is no red stage. A change of a source file is refused. The repository has no command that \
runs its tests: you bring it, as the brief's commands say it will be, with one small test of what is there. It is run, \
and a test has to pass.`;

export interface GreenArguments extends TaskArguments {
  /** The sealed test files. */
  tests?: string[];
  /** How the tests failed in red. */
  failure?: string;
  /** It brings the command that runs tests. */
  bringsTests?: boolean;
  /** The work is finished, and does not stand on what has landed since. */
  mend?: Mending;
}

export interface Mending {
  reason: string;
  /** What git says of conflicts that leave no marks. */
  words: string[];
  /** Files in conflict, with their marks. */
  files: { file: string; text: string }[];
}

export function greenPrompt(known: GreenArguments): Prompt {
  return {
    system: systemOf([GROUND, RULES, ENDING], known, [featureContext(known)]),
    opening: taskOpening('green', known, [
      kindText(known),
      sealedText(known.tests),
      failureText(known.failure),
      mendText(known.mend),
    ]),
  };
}

function kindText({ task: { kind, blockedBy }, bringsTests }: GreenArguments): string {
  const blockers = kind === 'test' && blockedBy.length > 0 ? `\nBlocked by: ${blockedBy.join(', ')}` : '';
  return `# How a task of kind ${kind} is checked\n${bringsTests ? BRINGS_TESTS : CHECKS[kind]}${blockers}`;
}

function sealedText(tests: string[] = []): string | undefined {
  return tests.length === 0 ? undefined : `# Sealed tests\n${list(tests)}`;
}

function failureText(failure: string | undefined): string | undefined {
  return failure === undefined ? undefined : `# How they fail now\n${quote('the run of the sealed tests', failure)}`;
}

const TO_MEND = `# To be mended
This task was finished, and judged, on an older commit. Other work has landed since, and the two don't stand together \
yet. The working folder holds both, merged: keep what each of them wants, and change no more than that takes. In a \
conflict, the part from <<<<<<< is what landed, the part up to >>>>>>> is this task's; no mark may be left.`;

function mendText(mend: Mending | undefined): string | undefined {
  if (!mend) return undefined;
  const { reason, words, files } = mend;
  const told = quote('the merge', [reason, ...words].join('\n'));
  return [TO_MEND, told, ...files.map(({ file, text }) => quote(file, text))].join('\n');
}
