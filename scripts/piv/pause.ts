import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import { signal } from './send.js';

/** Stopping and going on: pause, resume, cancel. */
export function addPause(program: Command): void {
  addCommand(program, {
    usage: 'pause [name]',
    summary: 'stop after the turns that are under way',
    about: 'What is half done is kept. A pause may last for months.',
    examples: ['piv pause user-authentication --reason "back on Monday"'],
  })
    .option('--reason <text>', 'why, for whoever finds it paused')
    .action(
      reporting((name: string | undefined, { reason }: { reason?: string }) =>
        signal(name, async (feature) => {
          await feature.pause(reason);
          return `${feature.name} pauses when the turns under way have ended`;
        }),
      ),
    );
}

export function addResume(program: Command): void {
  addCommand(program, {
    usage: 'resume [name]',
    summary: 'go on after a pause, in a new session',
    examples: ['piv resume user-authentication'],
  }).action(
    reporting((name: string | undefined) =>
      signal(name, async (feature) => {
        await feature.resume();
        return `${feature.name} goes on as soon as its baseline tests pass`;
      }),
    ),
  );
}

export function addCancel(program: Command): void {
  addCommand(program, {
    usage: 'cancel [name]',
    summary: 'end a feature for good',
    about: 'What runs is stopped. The branch stays with the commits that have landed.',
    examples: ['piv cancel user-authentication'],
  }).action(
    reporting((name: string | undefined) =>
      signal(name, async (feature) => {
        await feature.cancel();
        return `${feature.name} is being cancelled; what has landed stays on its branch`;
      }),
    ),
  );
}
