import type { TestRun } from '../../types.js';
import { cutText } from '../../cut-text.js';

/** What a report says. Paths are relative to the root. */
export interface Report extends Pick<TestRun, 'tests' | 'loadErrors' | 'coverage'> {
  /** The run wrote its report to the end. */
  complete: boolean;
  /** What the tests have printed, where the report has taken the place of it. */
  printed?: string;
}

/** Reads one format. `relative` makes absolute paths below the root (`dir`) relative, wherever in a text they are. */
export type ReportParser = (text: string, relative: (text: string) => string, dir: string) => Report;

const MAX_TEXT = 4_000;

export function shorten(text: string): string {
  return text.length > MAX_TEXT ? `${cutText(text, MAX_TEXT)}…` : text;
}
