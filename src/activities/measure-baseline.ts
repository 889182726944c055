import { failingRef } from '../git/names.js';
import { shortList, shortText } from '../lists.js';
import type { Baseline, Command, Commands } from '../types.js';
import { setApart, type Apart } from '../verify/apart.js';
import { failuresOf, listed } from '../verify/failures.js';
import { measureLint } from '../verify/lint.js';
import { cantRun } from '../verify/not-there.js';
import { NO_TESTS } from '../verify/run-tests.js';
import { flakyOf, runSteady } from '../verify/steady.js';
import { measureTypes } from '../verify/types.js';
import { alive } from './alive.js';
import { keepCache } from './caches.js';
import type { Dependencies, Place } from './dependencies.js';
import { keepIds } from './ids.js';
import { keepSetUp } from './kept-set-up.js';
import { openWorkspace, type Workspace } from './workspace.js';

export interface MeasureBaseline {
  place: Place;
  commit: string;
  tree: string;
  commands: Commands;
  /** Agents have written to this tree: what its tests leave is of no use to later checks. */
  later?: boolean;
  /** To see whether the commands can be run: the dear ones are left where another one can't. */
  trying?: boolean;
}

/** Runs the repository's commands on a tree, so that what fails later can be told from what failed before. */
export function measureBaselineActivity(deps: Dependencies) {
  return async function measureBaseline(input: MeasureBaseline): Promise<Baseline> {
    return alive(async (signal) => {
      const at = { name: 'check', commit: input.commit, tree: input.tree };
      const workspace = await openWorkspace(deps, input.place, at, signal);
      const baseline: Baseline = { notes: [] };
      const broken: string[] = [];
      const lost = workspace.lost ? `. ${whyLost(workspace.lost)}` : '';
      if (workspace.lost) baseline.notes.push(whyLost(workspace.lost));
      const tried = (command: Command, run: { exitCode: number; output: string }) => {
        if (cantRun(run))
          broken.push(
            `\`${command.command}\` (${command.source}) can't be run: ${shortText(lastLine(run.output))}${lost}`,
          );
      };
      await measureFindings(input.commands, workspace, baseline, tried, signal);
      if (input.trying && broken.length > 0) return { ...baseline, broken };
      const runs = await measureTests(input.commands, workspace, baseline, tried, signal);
      if (runs.suite || runs.integration) baseline.tests = await testsOf(runs, workspace, input.place);
      if (baseline.unreadable) baseline.unreadable += lost;
      if (!input.later) {
        await keepCache(workspace.worktree, input.place.slug);
        await keepSetUp(workspace.worktree, input.place.slug);
      }
      return broken.length > 0 ? { ...baseline, broken } : baseline;
    });
  };
}

const whyLost = (names: string[]) =>
  `Set-up made ${listed(names)}, which git doesn't ignore, so it was removed: name it in .gitignore to keep it`;

type Tried = (command: Command, run: { exitCode: number; output: string }) => void;

async function measureTests(
  { test, testFile, coverage, integration }: Commands,
  workspace: Workspace,
  baseline: Baseline,
  tried: Tried,
  signal: AbortSignal,
): Promise<Apart> {
  const suite = coverage ?? test;
  if (!suite) baseline.notes.push('the repository has no command that runs its tests');
  const runs: Apart = {};
  for (const name of ['suite', 'integration'] as const) {
    const command = { suite, integration }[name];
    if (!command) continue;
    const how = { commands: { testFile }, failedBefore: [], signal };
    const run = await runSteady(command, workspace, how);
    tried(command, run);
    if (run.missing) baseline.notes.push(`tests (${command.command}): ${run.missing}`);
    else runs[name] = run;
    if (name === 'integration') continue;
    if (run.missing && run.missing !== NO_TESTS) baseline.unreadable = run.missing;
    if (run.coverage !== undefined) baseline.coverage = run.coverage;
  }
  return runs;
}

async function measureFindings(
  { lint, typecheck }: Commands,
  workspace: Workspace,
  baseline: Baseline,
  tried: Tried,
  signal: AbortSignal,
): Promise<void> {
  const count = async (what: string, command: Command, measure: typeof measureLint) => {
    const { errors, missing, run } = await measure(command, workspace, { signal });
    tried(command, run);
    if (errors === undefined) baseline.notes.push(`${what} (${command.command}): ${missing}`);
    return errors;
  };
  const lintErrors = lint && (await count('lint', lint, measureLint));
  const typeErrors = typecheck && (await count('types', typecheck, measureTypes));
  Object.assign(
    baseline,
    lintErrors === undefined ? {} : { lintErrors },
    typeErrors === undefined ? {} : { typeErrors },
  );
}

const lastLine = (output: string) =>
  output
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '') ?? 'no such program';

type Tests = NonNullable<Baseline['tests']>;

/** Of one or both runs, each test once. */
async function testsOf(apart: Apart, { repo }: Workspace, place: Place): Promise<Tests> {
  const runs = Object.values(setApart(apart)).filter((run) => run !== undefined);
  const tests = runs.flatMap((run) => run.tests);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const flaky = flakyOf({ tests });
  const ids = runs.flatMap(failuresOf).map(({ id }) => id);
  const failed = await keepIds(repo, place, failingRef(place.slug), ids);
  const unsteady = flaky.length > 0 ? { flaky: shortList(flaky) } : {};
  return { passed: count('passed'), failed, skipped: count('skipped'), ...unsteady };
}
