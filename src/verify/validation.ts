import { countOf, shortList } from '../lists.js';
import { failuresOf, flakyText, testId } from './failures.js';
import { flakyOf } from './steady.js';
import { isTestFile } from './files.js';
import type { Baseline, CommandRun, TestRun, ValidationStage } from '../types.js';
import type { TaskCheck } from '../verdict.js';

/** The rows of Validate's table, from what was measured. Pure: running is the caller's. */

/** The seed's threshold; a repository that was below it before may stay where it was. */
const COVERAGE_THRESHOLD = 80;

/** Whether a test file holds integration tests, as the repository declares it. */
export type Declared = (file: string) => boolean;

/** By its globs; without them by the folders' names, unless a command of their own runs them. */
export function declaredBy(globs: string[] | undefined, apart = false): Declared {
  if (globs) return (file) => isTestFile(file, globs);
  if (apart) return () => false;
  return (file) => file.split('/').some((part) => /^(integration|e2e|end-to-end)([._-]|$)/i.test(part));
}

/** A task's own command, where that runs tests: none fails that didn't before the feature. */
export function testCheck(task: string, command: string, run: TestRun, failedBefore: string[]): TaskCheck {
  if (run.missing) return { task, ok: false, reason: `${command}: ${run.missing}` };
  const before = new Set(failedBefore);
  const failed = failuresOf(run).filter(({ id }) => !before.has(id));
  return failed.length === 0 ? { task, ok: true } : { task, ok: false, reason: `${command}: ${failed.length} failed` };
}

export interface Findings {
  errors?: number;
  missing?: string;
  run: CommandRun;
}

/** Linting or Type Check: errors beyond those that were there before. */
export function findingsStage(
  name: 'Linting' | 'Type Check',
  found: Findings | undefined,
  before: number | undefined,
): ValidationStage {
  if (!found) return { name, status: 'n/a', detail: 'the repository has no command for it' };
  const { errors, missing, run } = found;
  if (run.timedOut) return { name, status: 'failed', detail: missing ?? `${run.command}: timed out` };
  if (errors === undefined) {
    const detail = `exit code ${run.exitCode}; no number: ${missing ?? 'no report'}`;
    return { name, status: run.exitCode === 0 ? 'passed' : 'failed', detail };
  }
  if (errors > (before ?? 0)) return { name, status: 'failed', detail: `${errors} errors (${before ?? 0} before)` };
  return { name, status: 'passed', detail: errors === 0 ? '0 errors' : `${errors} errors, as many as before or fewer` };
}

/** One of the two test rows, from a run of the whole suite. */
export function testStage(
  name: 'Unit Tests' | 'Integration Tests',
  run: TestRun | undefined,
  failedBefore: string[],
  isIntegration: Declared,
): ValidationStage {
  if (!run) return { name, status: 'n/a', detail: 'the repository has no command that runs its tests' };
  if (run.missing) return { name, status: 'failed', detail: run.missing };
  const before = new Set(failedBefore);
  const here = (file: string) => isIntegration(file) === (name === 'Integration Tests');
  const tests = run.tests.filter((test) => here(test.file));
  const broken = run.loadErrors.filter(({ file }) => here(file) && !before.has(file));
  const failed = tests.filter((test) => test.status === 'failed' && !before.has(testId(test)));
  const flaky = flakyText(flakyOf({ tests }));
  const passed = `${tests.filter((test) => test.status === 'passed').length} passed${flaky && `, ${flaky}`}`;
  if (failed.length + broken.length > 0) {
    const names = [...broken.map(({ file }) => `${file} can't be loaded`), ...failed.map((test) => testId(test))];
    return {
      name,
      status: 'failed',
      detail: `${passed}, ${names.length} failed: ${shortList(names.slice(0, 5)).join('; ')}`,
    };
  }
  if (tests.length > 0 && run.exitCode !== 0 && failuresOf(run).length === 0) {
    return { name, status: 'failed', detail: `${passed}, but the command ended with exit code ${run.exitCode}` };
  }
  if (tests.length > 0) return { name, status: 'passed', detail: passed };
  if (name === 'Unit Tests') return { name, status: 'failed', detail: 'no tests ran' };
  return {
    name,
    status: 'n/a',
    detail: 'the repository declares none (a folder called integration or e2e, or piv.config.yaml)',
  };
}

export function coverageStage(
  measured: boolean,
  coverage: number | undefined,
  before: number | undefined,
): ValidationStage {
  const name = 'Coverage';
  if (!measured) return { name, status: 'n/a', detail: 'the repository has no coverage command' };
  if (coverage === undefined) return { name, status: 'failed', detail: 'the coverage command gave no report' };
  const percent = `${Math.floor(coverage)}%`;
  if (coverage >= COVERAGE_THRESHOLD) return { name, status: 'passed', detail: percent };
  if (before !== undefined && coverage >= before)
    return { name, status: 'passed', detail: `${percent}, not below what it was` };
  const was = before === undefined ? '' : ` and ${Math.floor(before)}% before`;
  return { name, status: 'failed', detail: `${percent}, below ${COVERAGE_THRESHOLD}%${was}` };
}

/** Tests in a run, whatever came of them. */
export const countTests = (baseline: Baseline | undefined) =>
  baseline?.tests ? baseline.tests.passed + countOf(baseline.tests.failed) + baseline.tests.skipped : undefined;
