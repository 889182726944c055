import { table } from '../tables.js';
import type { Point } from './points.js';

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

export interface Hit {
  points: Point[];
  /** Calls of the model that were on their way. */
  calls: number;
  seconds?: number;
}

/** A hit of several points counts for each; repeated calls go to those that hit a call. */
export function count(rows: Row[], hits: Hit[], passed: boolean, repeated: number): void {
  let toGive = repeated;
  for (const { points, calls, seconds } of hits) {
    const given = Math.min(toGive, calls);
    toGive -= given;
    for (const [n, { name }] of points.entries()) {
      let row = rows.find((one) => one.name === name);
      if (!row) rows.push((row = { name, kills: 0, passed: 0, repeated: 0, seconds: [] }));
      row.kills += 1;
      row.passed += passed ? 1 : 0;
      row.repeated += n === 0 ? given : 0;
      if (seconds !== undefined) row.seconds.push(seconds);
    }
  }
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
