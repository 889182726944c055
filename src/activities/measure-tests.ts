import { failingRef } from '../git/names.js';
import { shortList } from '../lists.js';
import type { Baseline, Command, CommandName, Commands, TestRun } from '../types.js';
import { setApart, type Apart } from '../verify/apart.js';
import { failuresOf } from '../verify/failures.js';
import { tryTestFile, unfitText } from '../verify/fitness.js';
import { cantRun } from '../verify/not-there.js';
import { NO_TESTS } from '../verify/run-tests.js';
import { flakyOf, runSteady } from '../verify/steady.js';
import type { Place } from './dependencies.js';
import { keepIds } from './ids.js';
import type { Workspace } from './workspace.js';

export type Tried = (name: CommandName, command: Command, run: Pick<TestRun, 'exitCode' | 'output'>) => void;

interface Measuring {
  workspace: Workspace;
  place: Place;
  /** What was found is added to it. */
  baseline: Baseline;
  tried: Tried;
  signal: AbortSignal;
}

/** Runs each command that runs tests once, as by each of them something is judged later. */
export async function measureTests({ test, testFile, coverage, integration }: Commands, at: Measuring): Promise<void> {
  const { baseline } = at;
  if (!test && !coverage) baseline.notes.push('the repository has no command that runs its tests');
  const run = async (name: CommandName, command: Command | undefined) =>
    command && (await runOne(name, command, testFile, at));
  const tested = await run('test', test);
  const covered = coverage?.command === test?.command ? undefined : await run('coverage', coverage);
  const percent = (covered ?? tested)?.coverage;
  if (coverage && percent !== undefined) baseline.coverage = percent;
  const suite = tested ?? covered;
  if (suite?.missing && suite.missing !== NO_TESTS) baseline.unreadable = suite.missing;
  if (suite && testFile && !suite.missing) await tryOneFile(testFile, suite, at);
  const own = await run('integration', integration);
  const apart = { suite: result(suite), integration: result(own) };
  if (apart.suite || apart.integration) baseline.tests = await testsOf(apart, result(covered), at);
}

const result = (run: TestRun | undefined) => (run?.missing === undefined ? run : undefined);

async function runOne(
  name: CommandName,
  command: Command,
  testFile: Command | undefined,
  { workspace, baseline, tried, signal }: Measuring,
): Promise<TestRun> {
  const run = await runSteady(command, workspace, { commands: { testFile }, failedBefore: [], signal });
  tried(name, command, run);
  if (run.missing) baseline.notes.push(`tests (${command.command}): ${run.missing}`);
  const unfit = cantRun(run) ? undefined : unfitText(name, command, run);
  if (unfit) noteUnfit(baseline, unfit);
  return run;
}

/** Without a test file that can be run by itself no proof of a task can be had. */
async function tryOneFile(command: Command, suite: TestRun, at: Measuring): Promise<void> {
  const { workspace, baseline, signal } = at;
  const found = await tryTestFile(command, suite, workspace, signal);
  if (!found) return;
  at.tried('testFile', command, found.run);
  if (!found.unfit || cantRun(found.run)) return;
  noteUnfit(baseline, found.unfit);
  baseline.unreadable = found.unfit;
}

function noteUnfit(baseline: Baseline, unfit: string): void {
  baseline.unfit = [...(baseline.unfit ?? []), unfit];
}

type Tests = NonNullable<Baseline['tests']>;

/** Each test once; what fails only where coverage is measured has failed before the feature, too. */
async function testsOf(apart: Apart, covered: TestRun | undefined, { workspace, place }: Measuring): Promise<Tests> {
  const runs = Object.values(setApart(apart)).filter((run) => run !== undefined);
  const tests = runs.flatMap((run) => run.tests);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const flaky = [...new Set([...flakyOf({ tests }), ...flakyOf(covered ?? { tests: [] })])];
  const ids = runs.flatMap(failuresOf).map(({ id }) => id);
  const more = covered ? failuresOf(covered).flatMap(({ id }) => (ids.includes(id) ? [] : [id])) : [];
  const failed = await keepIds(workspace.repo, place, failingRef(place.slug), [...ids, ...more]);
  const unsteady = flaky.length > 0 ? { flaky: shortList(flaky) } : {};
  return { passed: count('passed'), failed, skipped: count('skipped'), ...unsteady };
}
