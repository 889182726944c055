import { countOf, shortList } from '../lists.js';
import type { Proven } from './proven.js';

const mutantsText = ({ mutants }: Proven) =>
  mutants ? [`Mutants: ${mutants.caught} of ${mutants.tried} caught.`] : [];

const CAUGHT_AT_LEAST = 0.5;

/** What a person should know: tests that let many mistakes through, and what is odd in the code. */
export function notesOn(task: string, { mutants, doubts = [] }: Proven): string[] {
  const notes = doubts.map((doubt) => `look at its code: ${doubt}`);
  if (mutants && mutants.caught < mutants.tried * CAUGHT_AT_LEAST) {
    const { caught, tried, survived } = mutants;
    notes.push(
      `its tests caught ${caught} of ${tried} small mistakes in its lines; not ${shortList(survived).join(', ')}`,
    );
  }
  return notes.map((note) => `${task}: ${note}`);
}

/** What was measured, for whoever reads the log. */
export function bodyOf(proven: Proven, tree: string): string {
  const red = proven.redTree
    ? [`Red: ${countOf(proven.failing)} failed first (tree ${proven.redTree.slice(0, 12)}).`]
    : [];
  const suite = proven.suite === undefined ? '' : `, ${proven.suite} in the whole suite`;
  const green = `Green: ${proven.passed} of the task's tests passed${suite} (tree ${tree.slice(0, 12)}).`;
  const flaky = proven.flaky ? [`Flaky, failed once and passed once: ${proven.flaky.join('; ')}.`] : [];
  const doubts = (proven.doubts ?? []).map((doubt) => `Look at the code: ${doubt}.`);
  const changed = proven.changedTests.map(({ file, why }) => `Changed test ${file}: ${why}`);
  return [...red, green, ...mutantsText(proven), ...doubts, ...flaky, ...changed].join('\n');
}
