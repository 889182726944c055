import type { TestRun } from '../../types.js';
import { failuresOf } from '../failures.js';

/** What tests make of a source that is wrong. */
type Outcome = 'caught' | 'survived' | 'invalid';

/**
 * By the tests alone: a command may also fail for want of coverage. What no longer loads or compiles, or takes longer
 * than there is time, says nothing about them.
 */
export function outcomeOf(run: TestRun): Outcome {
  if (run.loadErrors.some(({ error }) => /^(?:Syntax|Indentation|Build)Error$/.test(error.name ?? '')))
    return 'invalid';
  if (run.missing) return 'invalid';
  return failuresOf(run).length > 0 ? 'caught' : 'survived';
}
