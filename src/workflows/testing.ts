import type { Brief, Commands, Plan } from '../types.js';
import { dependantsOf } from './schedule.js';

/** A repository that has no command which runs its tests: the first task of a plan brings one. */
export type Testing = NonNullable<Plan['testing']>;

/** The brief as it is once that task is done. */
export const withTesting = (brief: Brief, testing: Testing | undefined): Brief =>
  testing ? { ...brief, commands: { ...brief.commands, ...testing.commands } } : brief;

/** What a person should know of a plan that brings it. */
export const testingNote = ({ task, commands }: Testing): string =>
  `the repository has no command that runs its tests: ${task} brings \`${commands.test.command}\``;

/** `plan`: nothing can be proven of code before there is a command that runs tests. */
export function testingProblems({ tasks, testing }: Plan, commands: Commands): string[] {
  if (commands.test)
    return testing ? [`testing: the repository has a command that runs its tests, \`${commands.test.command}\``] : [];
  const tested = tasks.some(({ kind }) => kind !== 'docs' && kind !== 'chore');
  if (!testing) {
    const problem =
      'the repository has no command that runs its tests: let the first task, a chore, bring one, and state it in `testing`';
    return tested || Object.keys(commands).length === 0 ? [problem] : [];
  }
  const brings = tasks.find(({ id }) => id === testing.task);
  if (!brings) return [`testing: ${testing.task} is not in the plan`];
  const after = dependantsOf(tasks, brings.id);
  const before = tasks.map(({ id }) => id).filter((id) => !after.has(id));
  return [
    ...(brings.kind === 'chore' ? [] : [`testing: ${brings.id} has to be of kind chore`]),
    ...(before.length > 0 ? [`testing: ${before.join(', ')} has to be blocked by ${brings.id}`] : []),
  ];
}
