import type { TestRun } from '../types.js';
import { listed } from '../verify/failures.js';
import type { Language } from '../verify/mutants/language.js';
import { outcomeOf } from '../verify/mutants/outcome.js';
import { stubOf } from '../verify/mutants/stubs.js';
import type { Edit } from './trial.js';

/** The edit that has each function of a file return at once, of those in these lines (numbers from 1); none without one. */
export function stubEdits(file: string, was: string, language: Language, lines: Set<number>): Edit[] {
  const now = stubOf(was, language, lines);
  return now === undefined ? [] : [{ file, was, now }];
}

/** Why tests prove nothing, if they pass with these stubs. */
export async function idleWith(stubs: Edit[], run: (edits: Edit[]) => Promise<TestRun>): Promise<string | undefined> {
  if (stubs.length === 0 || outcomeOf(await run(stubs)) !== 'survived') return undefined;
  const files = listed(stubs.map(({ file }) => file));
  return `the tests pass where each function of ${files} returns at once, so they prove nothing`;
}
