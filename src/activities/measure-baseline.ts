import type { Baseline, Commands, TestRun } from '../types.js';
import { failuresOf } from '../verify/failures.js';
import { measureLint } from '../verify/lint.js';
import { NO_TESTS, runTests } from '../verify/run-tests.js';
import { measureTypes } from '../verify/types.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { openWorkspace } from './workspace.js';

export interface MeasureBaseline {
  place: Place;
  commit: string;
  tree: string;
  commands: Commands;
}

/** Runs the repository's commands on a tree, so that what fails later can be told from what failed before. */
export function measureBaselineActivity(deps: Dependencies) {
  return async function measureBaseline(input: MeasureBaseline): Promise<Baseline> {
    return alive(async (signal) => {
      const at = { name: 'check', commit: input.commit, tree: input.tree };
      const workspace = await openWorkspace(deps, input.place, at, signal);
      const { test, coverage, lint, typecheck } = input.commands;
      const notes: string[] = [];
      const baseline: Baseline = { notes };
      const suite = coverage ?? test;
      if (suite) {
        const run = await runTests(suite.command, workspace, { signal });
        if (run.missing) notes.push(`tests (${suite.command}): ${run.missing}`);
        else baseline.tests = testsOf(run);
        if (run.missing && run.missing !== NO_TESTS) baseline.unreadable = run.missing;
        if (run.coverage !== undefined) baseline.coverage = run.coverage;
      } else notes.push('the repository has no command that runs its tests');
      if (lint) {
        const { errors, missing } = await measureLint(lint.command, workspace, { signal });
        if (errors === undefined) notes.push(`lint (${lint.command}): ${missing}`);
        else baseline.lintErrors = errors;
      }
      if (typecheck) {
        const { errors, missing } = await measureTypes(typecheck.command, workspace, { signal });
        if (errors === undefined) notes.push(`types (${typecheck.command}): ${missing}`);
        else baseline.typeErrors = errors;
      }
      return baseline;
    });
  };
}

function testsOf(run: TestRun): NonNullable<Baseline['tests']> {
  const count = (status: string) => run.tests.filter((test) => test.status === status).length;
  return { passed: count('passed'), failed: failuresOf(run).map(({ id }) => id), skipped: count('skipped') };
}
