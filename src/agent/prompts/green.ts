import type { Task } from '../../types.js';
import { featureContext } from './brief.js';
import { systemOf, type Prompt } from './opening.js';
import { GROUND, TASK_ENDING } from './rules.js';
import { taskOpening, type TaskArguments } from './task.js';
import { list, quote } from './text.js';

export const WHAT_TO_DO = `\
The simplest work that does all of \`doneWhen\`, in the manner of the code around it, and nothing beside it. What the
working folder holds then, save what git ignores, is the commit: leave no scratch file.`;

export const GREEN_ENFORCED = `\
- You are judged by the files as they are when you submit, in a clean checkout that you can't reach: \`testFile\` on the
  task's tests, then \`test\`. None fails that didn't before the feature; of the task's own none fails now and then, is
  gone, or is skipped that wasn't. The exit code counts too: it is 0 where no test fails, or as it is without the task.
- \`Files\` is the plan's guess: change others where the work needs it. Settings that decide what tests and checks show
  (of runners and linters, scripts of manifests, conftest.py, snapshots) may change only where it names them.
- At the end of the feature lint and types may have no more errors than before it, tests included, and no less may be
  covered: run what there is of that on what you changed.`;

/** Of a code task. */
export const SEALED = `\
- The tests are sealed, and judged as they were: writes to them are refused. You may add tests; older ones stay as they are.
- A sealed test that contradicts the task or another one is not to be satisfied by tricks: call \`blocked\` of kind \`tests\`
  with file, test and the exact change. The tests are then amended, and the code is kept.`;

const RULES = `\
# Green
Do one task. ${WHAT_TO_DO}

What is enforced:
${GREEN_ENFORCED}

Run the tests before you submit.`;

/** What is checked beside the rules above, by kind of task. */
const CHECKS: Record<Task['kind'], string> = {
  code: `The tests are written. Write the code that makes them pass.\n${SEALED}`,
  test: `You write tests. No source file may change, and of older tests only those under \`Files\`. They must pass. Then they \
are run with the work of each task under "Blocked by" taken out (without one: with the sources under \`Files\` removed), \
and with each of its functions returning at once: each time at least one must fail.`,
  docs: 'No source and no test file may change: that is refused. All tests must still pass.',
  chore: 'No source and no test file may change: that is refused. All tests must still pass.',
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
  /** What the one who wrote them says of them. */
  summary?: string;
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
    system: systemOf([GROUND, RULES, TASK_ENDING], known, [featureContext(known)]),
    opening: taskOpening('green', known, [
      kindText(known),
      sealedText(known.tests),
      failureText(known.failure),
      summaryText(known.summary),
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

function summaryText(summary: string | undefined): string | undefined {
  return summary === undefined ? undefined : `# What they test\n${quote('the one who wrote them', summary)}`;
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
