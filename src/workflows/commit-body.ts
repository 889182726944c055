import type { Proven } from './task.js';

const mutantsText = ({ mutants }: Proven) =>
  mutants ? [`Mutants: ${mutants.caught} of ${mutants.tried} caught.`] : [];

const CAUGHT_AT_LEAST = 0.5;

/** What a person should look at: tests that let many mistakes through, code that knows its tests. */
export function doubtsOf(task: string, { mutants, echoes }: Proven): string[] {
  const doubts: string[] = [];
  if (mutants && mutants.caught < mutants.tried * CAUGHT_AT_LEAST) {
    const { caught, tried, survived } = mutants;
    doubts.push(`its tests caught ${caught} of ${tried} small mistakes in its lines; not ${survived.join(', ')}`);
  }
  if (echoes) doubts.push(`look whether its code knows the tests instead of the rule: ${echoesText(echoes)}`);
  return doubts.map((doubt) => `${task}: ${doubt}`);
}

const echoesText = (echoes: string[]) => `it compares with constants of the tests (${echoes.join(' | ')})`;

/** What was measured, for whoever reads the log. */
export function bodyOf(proven: Proven, tree: string): string {
  const red = proven.redTree
    ? [`Red: ${proven.failing.length} failed first (tree ${proven.redTree.slice(0, 12)}).`]
    : [];
  const suite = proven.suite === undefined ? '' : `, ${proven.suite} in the whole suite`;
  const green = `Green: ${proven.passed} of the task's tests passed${suite} (tree ${tree.slice(0, 12)}).`;
  const flaky = proven.flaky ? [`Flaky, failed once and passed once: ${proven.flaky.join('; ')}.`] : [];
  const echoes = proven.echoes ? [`Look at the code: ${echoesText(proven.echoes)}.`] : [];
  const changed = proven.changedTests.map(({ file, why }) => `Changed test ${file}: ${why}`);
  return [...red, green, ...mutantsText(proven), ...echoes, ...flaky, ...changed].join('\n');
}
