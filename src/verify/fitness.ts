import { foundAt } from '../leads-to.js';
import type { Command, CommandName, TestRun } from '../types.js';
import type { Checkout } from './checkout.js';
import { failuresOf } from './failures.js';
import { lastWords } from './last-words.js';
import { NO_TESTS, runTests } from './run-tests.js';

/** Whether a command does what it is for; a sentence says why not, and what would. */

/** Of a command that runs tests. */
export function unfitText(name: CommandName, { command }: Command, run: TestRun): string | undefined {
  const who = `${name} \`${command}\``;
  if (run.missing === NO_TESTS) return undefined;
  if (run.missing) return `${who}: ${run.missing}. ${WOULD_DO}`;
  if (run.exitCode === 0 || failuresOf(run).length > 0) return undefined;
  const each = 'A task whose tests pass would be refused for that';
  return `${who} ended with exit code ${run.exitCode}, though none of its tests failed${lastWords(run.output)}. ${each}: name what runs the tests only`;
}

const WOULD_DO =
  'Name the command that starts the test tool itself, with what it needs, or let it write JUnit XML to {junit}; where there is none, leave it out';

/** `testFile`, tried on a file of the suite, one whose tests pass where there is one. */
export async function tryTestFile(
  command: Command,
  suite: TestRun,
  checkout: Checkout,
  signal: AbortSignal,
): Promise<{ run: TestRun; unfit?: string } | undefined> {
  const file = smallest(suite, checkout.dir);
  if (file === undefined) return undefined;
  const run = await runTests(command, checkout, { files: [file], signal });
  const who = `testFile \`${command.command}\`, tried on ${file}`;
  if (run.missing) return { run, unfit: `${who}: ${run.missing}. ${WOULD_DO}` };
  const ran = [...run.tests, ...run.loadErrors].some((one) => one.file === file);
  if (ran) return { run };
  const count = run.tests.length;
  return {
    run,
    unfit: `${who}: ${count} tests ran, and none of that file. It is to run the files whose paths follow it`,
  };
}

function smallest({ tests }: TestRun, dir: string): string | undefined {
  const byFile = new Map<string, number>();
  const failing = new Set(tests.flatMap(({ file, status }) => (status === 'passed' ? [] : [file])));
  for (const { file } of tests) byFile.set(file, (byFile.get(file) ?? 0) + 1);
  const there = [...byFile].filter(([file]) => foundAt(dir, file)?.isFile());
  const passing = there.filter(([file]) => !failing.has(file));
  const [first] = (passing.length > 0 ? passing : there).toSorted(([, a], [, b]) => a - b);
  return first?.[0];
}
