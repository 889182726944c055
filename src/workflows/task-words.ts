import type { Heard, Ear, Words } from './words.js';
import { report } from './task-report.js';
import type { TaskRun } from './task-run.js';

/** What a task was told, and whether its conversations have heard it. */

export type TaskWords = Words & Heard;

export const earOf = (run: () => TaskRun): Ear => ({
  unheard: () => run().words.filter(({ said }) => said === undefined),
  heard(conversation, numbers) {
    for (const words of among(run(), numbers)) words.said = conversation;
    report(run());
  },
  forgot(_conversation, numbers) {
    for (const words of among(run(), numbers)) delete words.said;
    report(run());
  },
});

const among = ({ words }: TaskRun, numbers: number[]) => words.filter(({ number }) => numbers.includes(number));

/** Takes in what is new of it. */
export function listenTo(run: TaskRun, told: Words[]): void {
  const known = new Set(run.words.map(({ number }) => number));
  const fresh = told.filter(({ number }) => !known.has(number));
  run.words = [...run.words, ...fresh].toSorted((a, b) => a.number - b.number);
}

/** What was made is lost, and done again by a conversation that has heard nothing yet. */
export function sayAllAgain(run: TaskRun): void {
  for (const words of run.words) delete words.said;
}
