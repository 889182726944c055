import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { addCommand, reporting } from './command.js';
import type { Feature } from './feature.js';
import { signal } from './send.js';

const ENDS_MS = 10_000;
const POLL_MS = 200;

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
        return (await ended(feature))
          ? `${feature.name} is cancelled for good; what has landed stays on its branch`
          : `${feature.name} is told to end; what is under way has to end first`;
      }),
    ),
  );
}

/** Whether it has ended within a while: what runs has to be stopped and tidied up first. */
async function ended(feature: Feature): Promise<boolean> {
  for (const end = Date.now() + ENDS_MS; Date.now() < end; await sleep(POLL_MS)) {
    if ((await feature.execution()) !== 'RUNNING') return true;
  }
  return false;
}
