import type { Command } from 'commander';
import { FAILURES, PivError } from '../../src/errors.js';
import type { Grants } from '../../src/types.js';
import { addCommand, commaSeparated, reporting } from './command.js';
import { update } from './send.js';
import { nameAndTask, nameTaskAndHint } from './words.js';

/** What a person does about a task that is stuck: retry, skip. */
export function addRetry(program: Command): void {
  addCommand(program, {
    usage: 'retry [words...]',
    summary: 'try again what is blocked',
    about:
      'Without a task: all blocked tasks, or what the feature is blocked on (a red baseline, a key, a validation).\n' +
      'A task goes on from what its last try has left, and is told why that was refused. What else it should know is\n' +
      'said behind it, as with piv tell. piv.config.yaml is read again: as the branch has it, else as HEAD of the\n' +
      'checkout has it.',
    examples: [
      'piv retry user-authentication',
      'piv retry user-authentication task-003 "The clock of the tests is in test/clock.js"',
      'piv retry user-authentication --setup-network --env DATABASE_URL',
    ],
  })
    .usage('[options] [name] [task] [words]')
    .option('--setup-network', 'from now on the set-up command reaches the registries of its lock files')
    .option('--network <domains>', 'further domains that all commands may reach, both ways', commaSeparated)
    .option('--env <names>', "variables of the worker's environment that commands get", commaSeparated)
    .action(
      reporting(async (words: string[], options: Grants & { json?: boolean }) => {
        const { json: _json, ...grants } = options;
        const { name, task, hint } = nameTaskAndHint(words);
        return await update(name, async (feature) => {
          if (hint !== undefined) await feature.tell(hint, task);
          const { retried } = await feature.retry(task, grants);
          return `tried again: ${retried}`;
        });
      }),
    );
}

export function addSkip(program: Command): void {
  addCommand(program, {
    usage: 'skip [words...]',
    summary: 'give up a task, and all that depend on it',
    about: 'A feature with a code task skipped can at best end as PARTIAL.',
    examples: ['piv skip user-authentication task-005 --reason "the old tests cover it"'],
  })
    .usage('[options] [name] <task>')
    .requiredOption('--reason <text>', 'why; it is kept with the task')
    .action(
      reporting(async (words: string[], { reason }: { reason: string }) => {
        const { name, task } = nameAndTask(words);
        if (task === undefined) throw new PivError(FAILURES.invalidInput, 'task: say which one, like task-001');
        return await update(name, async (feature) => {
          const { skipped } = await feature.skip(task, reason);
          return `skipped: ${skipped.join(', ')}`;
        });
      }),
    );
}
