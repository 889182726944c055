import type { Merged } from '../activities/land-task.js';
import type { Ids, Mutants, Red } from '../types.js';
import type { Sealing } from './task-run.js';

/** Work that was proven on an older tip and can't land as it is. */
export interface Mend {
  merged: Merged;
  proven: Proven;
  reason: string;
}

/** What was measured of a task that is done. */
export interface Proven {
  tree: string;
  passed: number;
  suite?: number;
  /** Tests of the suite that fail now and then. */
  flaky?: string[];
  mutants?: Mutants;
  /** What a person should look at in its code. */
  doubts?: string[];
  redTree?: string;
  failing: Ids;
  /** The test files as red left them, and the tests that ran in them. */
  sealed: Sealing;
  redTests: Ids;
  changedTests: NonNullable<Red['changedTests']>;
}
