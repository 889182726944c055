import type { TestRun } from '../types.js';
import { failuresOf, testId } from './failures.js';

/** The runs of the whole suite and of the command for integration tests, each with its own tests only. */
export interface Apart {
  suite?: TestRun | undefined;
  integration?: TestRun | undefined;
}

/**
 * A test that both have run belongs to the run that leaves others out: `pytest -m integration` is a part of the suite,
 * while `go test -tags integration` runs the suite too.
 */
export function setApart({ suite, integration }: Apart): Apart {
  if (!suite || !integration || suite.missing || integration.missing) return { suite, integration };
  const ofSuite = idsIn(suite);
  const ofIntegration = idsIn(integration);
  const isPart = [...ofIntegration].every((id) => ofSuite.has(id));
  return isPart
    ? { suite: without(suite, ofIntegration), integration: without(integration, skippedIn(integration)) }
    : { suite, integration: without(integration, ofSuite) };
}

/** Tests that a run selects others by are reported as skipped by some tools. */
const skippedIn = ({ tests }: TestRun) => new Set(tests.filter(({ status }) => status === 'skipped').map(testId));

function idsIn({ tests, loadErrors }: TestRun): Set<string> {
  const ran = tests.filter(({ status }) => status !== 'skipped').map(testId);
  return new Set([...ran, ...loadErrors.map(({ file }) => file)]);
}

/** Where all that failed belongs to the other run, so does the exit code. */
function without(run: TestRun, others: Set<string>): TestRun {
  const tests = run.tests.filter((test) => !others.has(testId(test)));
  const loadErrors = run.loadErrors.filter(({ file }) => !others.has(file));
  const excused = failuresOf(run).length > 0 && failuresOf({ tests, loadErrors }).length === 0;
  return { ...run, tests, loadErrors, ...(excused ? { exitCode: 0 } : {}) };
}
