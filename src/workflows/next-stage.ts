import type { TaskRun } from './task-run.js';

/** A task in one conversation: what opens a stage that another one goes on to. */

const headerOf = ({ input, contexts }: TaskRun, stage: 'red' | 'green') =>
  [
    `Feature: ${input.feature}`,
    'Phase: execute',
    `Task: ${input.task.id}`,
    `Stage: ${stage}`,
    `Attempt: ${contexts}`,
  ].join('\n');

/** The tests are proven: now the code. */
export const codeFollows = (run: TaskRun, sealed: string[]) => `${headerOf(run, 'green')}

# The code
Your tests fail where the work is missing, and are sealed: writes to them are refused from now on. They are
${sealed.map((file) => `- ${file}`).join('\n')}
What you sketched is still in the working folder. Now do the work; submit when all tests pass. You have three submits.`;

/** A sealed test is wrong: it is written again, and the code stays. */
export const testsAgain = (run: TaskRun) => `${headerOf(run, 'red')}

# The tests again
The sealed tests are open, and your code stays where it is. Change what you said is wrong with them, and nothing else;
no assertion may only disappear. Then submit: they are proven again, without your code, and a person sees what changed
and why. You have three submits.`;
