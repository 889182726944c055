import type { Proven } from './task.js';

const mutantsText = ({ mutants }: Proven) =>
  mutants ? [`Mutants: ${mutants.caught} of ${mutants.tried} caught.`] : [];

const CAUGHT_AT_LEAST = 0.5;

/** What a person should know of a task whose tests let many mistakes through. */
export function weakness(task: string, { mutants }: Proven): string | undefined {
  if (!mutants || mutants.caught >= mutants.tried * CAUGHT_AT_LEAST) return undefined;
  const { caught, tried, survived } = mutants;
  return `${task}: its tests caught ${caught} of ${tried} small mistakes in its lines; not ${survived.join(', ')}`;
}

/** What was measured, for whoever reads the log. */
export function bodyOf(proven: Proven, tree: string): string {
  const red = proven.redTree
    ? [`Red: ${proven.failing.length} failed first (tree ${proven.redTree.slice(0, 12)}).`]
    : [];
  const suite = proven.suite === undefined ? '' : `, ${proven.suite} in the whole suite`;
  const green = `Green: ${proven.passed} of the task's tests passed${suite} (tree ${tree.slice(0, 12)}).`;
  const flaky = proven.flaky ? [`Flaky, failed once and passed once: ${proven.flaky.join('; ')}.`] : [];
  const changed = proven.changedTests.map(({ file, why }) => `Changed test ${file}: ${why}`);
  return [...red, green, ...mutantsText(proven), ...flaky, ...changed].join('\n');
}
