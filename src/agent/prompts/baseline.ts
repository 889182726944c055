import { countOf, shortList } from '../../lists.js';
import type { Baseline, Ids } from '../../types.js';
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
  const failed = tests ? shown(tests.failed) : [];
  const told = [
    ...failed.map((id) => `failed: ${id}`),
    ...(tests?.flaky ?? []).map((id) => `now and then: ${id}`),
    ...notes,
  ];
  const more = told.length > 0 ? [quote('the baseline', list(told))] : [];
  return ['# Before the feature', list(lines), ...more].join('\n');
}

/** To a task: what it may meet that is none of its own. */
export function failedBeforeText(failed: Ids = []): string | undefined {
  const count = countOf(failed);
  if (count === 0) return undefined;
  const told = quote('the tests before the feature', list(shown(failed)));
  return `# Failed before the feature\nOf the tests, ${count}. They aren't held against you.\n${told}`;
}

const FAILED = 20;
const shown = (failed: Ids) => shortList(Array.isArray(failed) ? failed : failed.some, FAILED);
