/** Comments that have coverage, lint or the type check look away. There are good reasons for one: it is for a person. */
const SILENCER =
  /(?:(?<!:)\/\/|\/\*|#)\s*((?:c8|v8|istanbul|node:coverage) (?:ignore|disable)|pragma: no cover|(?:eslint|oxlint)-disable|biome-ignore|(?:ruff: |flake8: )?noqa|nolint|pylint: disable|@ts-(?:ignore|nocheck|expect-error)|(?:type|pyright|mypy): ignore)/g;

/** Those in these lines (numbers from 1), as in `3: eslint-disable`. */
export function silencersOf(text: string, lines: Set<number>): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(SILENCER)].map(([, what]) => ({ number: index + 1, what })))
    .filter(({ number }) => lines.has(number))
    .map(({ number, what }) => `${number}: ${what}`);
}
