import { keptText, writeText } from '../git/kept.js';
import type { Repository } from '../git/repository.js';
import type { TestRun } from '../types.js';
import type { Shown } from '../verdict.js';
import type { Measured } from '../verify/measure.js';

/** What a command has shown of this tree; only where nothing is known of that, `show` runs it. Adds to `shown`. */
export async function once<T>(repo: Repository, shown: Shown, line: string, show: () => Promise<T>): Promise<T> {
  const blob = shown[line];
  const text = blob && (await keptText(repo, blob));
  if (text) return JSON.parse(text) as T;
  const made = await show();
  shown[line] = await writeText(repo, JSON.stringify(made));
  return made;
}

/** What the rows of a validation are made of: outputs and messages stay out of the repository. */
export function testsIn(run: TestRun): TestRun {
  const tests = run.tests.map(({ file, name, status }) => ({ file, name, status }));
  const loadErrors = run.loadErrors.map(({ file }) => ({ file, error: { message: '' } }));
  return { ...run, tests, loadErrors, output: '' };
}

export const findingsIn = ({ run, ...found }: Measured): Measured => ({ ...found, run: { ...run, output: '' } });
