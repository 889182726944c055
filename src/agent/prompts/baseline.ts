import { countOf, shortList } from '../../lists.js';
import type { Baseline } from '../../types.js';
import { list, quote } from './text.js';

/** What the commands said of the untouched repository: what fails since before is nobody's fault. */
export function baselineText(baseline: Baseline | undefined): string | undefined {
  if (!baseline) return undefined;
  const { tests, coverage, lintErrors, typeErrors, notes } = baseline;
  const lines = [
    ...(tests ? [`tests: ${tests.passed} passed, ${countOf(tests.failed)} failed, ${tests.skipped} skipped`] : []),
    ...(coverage === undefined ? [] : [`lines covered: ${Math.floor(coverage)} %`]),
    ...(lintErrors === undefined ? [] : [`lint: ${lintErrors} errors`]),
    ...(typeErrors === undefined ? [] : [`types: ${typeErrors} errors`]),
  ];
  const failed = tests ? shortList(Array.isArray(tests.failed) ? tests.failed : tests.failed.some, FAILED) : [];
  const told = [
    ...failed.map((id) => `failed: ${id}`),
    ...(tests?.flaky ?? []).map((id) => `now and then: ${id}`),
    ...notes,
  ];
  const more = told.length > 0 ? [quote('the baseline', list(told))] : [];
  return ['# Before the feature', list(lines), ...more].join('\n');
}

const FAILED = 20;
