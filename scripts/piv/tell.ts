import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import { update } from './send.js';
import { nameTaskAndWords } from './words.js';

/** What a person says to those who are at work. */
export function addTell(program: Command): void {
  addCommand(program, {
    usage: 'tell <words...>',
    summary: 'say something to those who are at work',
    about:
      'It is heard before the next request: by a task, or by all that the feature does now and later.\n' +
      'What the plan allows (files, kinds of tasks) stays as it is: see piv tasks --help.',
    examples: [
      'piv tell user-authentication "Names of functions are in British spelling"',
      'piv tell user-authentication/task-003 "The clock of the tests is in test/clock.js"',
    ],
  })
    .usage('[options] [name[/task]] <words>')
    .action(
      reporting(async (words: string[]) => {
        const { name, task, text } = nameTaskAndWords(words);
        return await update(name, async (feature) => {
          const { hears } = await feature.tell(text, task);
          return toldText(hears, task);
        });
      }),
    );
}

function toldText(hears: string[], task: string | undefined): string {
  if (hears.length > 0)
    return `told: ${hears.join(', ')} ${hears.length > 1 ? 'hear' : 'hears'} it before the next request`;
  return `told: ${task ?? 'the next plan, or the next tasks,'} will hear it`;
}
