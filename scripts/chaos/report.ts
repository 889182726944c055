import { table } from '../tables.js';

/** What came of the kills of one point, or of one kind of fault. */
export interface Row {
  name: string;
  kills: number;
  passed: number;
  repeated: number;
  /** Seconds to recover, of each kill. */
  seconds: number[];
}

export interface Outcome {
  rows: Row[];
  features: number;
  problems: string[];
}

/** What came of several campaigns. */
export function together(outcomes: Outcome[]): Outcome {
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  const names = [...new Set(rows.map(({ name }) => name))];
  return {
    rows: names.map((name) => ({ ...total(rows.filter((row) => row.name === name)), name })),
    features: outcomes.reduce((all, { features }) => all + features, 0),
    problems: outcomes.flatMap(({ problems }) => problems),
  };
}

export function matrix(rows: Row[]): string {
  const head = ['Point', 'Kills', 'Passed', 'Calls repeated', 'Recovery: median', 'Worst'];
  return table(head, [...rows, total(rows)].map(cells));
}

export const total = (rows: Row[]): Row => ({
  name: 'Total',
  kills: sum(rows, ({ kills }) => kills),
  passed: sum(rows, ({ passed }) => passed),
  repeated: sum(rows, ({ repeated }) => repeated),
  seconds: rows.flatMap(({ seconds }) => seconds),
});

const cells = ({ name, kills, passed, repeated, seconds }: Row) => [
  name,
  `${kills}`,
  `${passed}`,
  `${repeated}`,
  ...[median(seconds), Math.max(...seconds)].map((value) => (seconds.length > 0 ? `${value.toFixed(1)} s` : '-')),
];

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

const sum = (rows: Row[], value: (row: Row) => number) => rows.reduce((all, row) => all + value(row), 0);
