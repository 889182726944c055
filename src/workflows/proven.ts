import type { Merged } from '../activities/land-task.js';
import type { GreenProof } from '../activities/prove-green.js';
import type { Ids, Red } from '../types.js';
import type { Sealing } from './task-run.js';

/** Work that was proven on an older tip and can't land as it is. */
export interface Mend {
  merged: Merged;
  proven: Proven;
  reason: string;
}

/** What was measured of a task that is done. */
export interface Proven extends Omit<Extract<GreenProof, { ok: true }>, 'ok'> {
  redTree?: string;
  failing: Ids;
  /** The test files as red left them, and the tests that ran in them. */
  sealed: Sealing;
  redTests: Ids;
  changedTests: NonNullable<Red['changedTests']>;
}
