import type { Doing } from '../types.js';
import { show } from './details.js';
import type { FeatureRun } from './feature-run.js';

/** What is under way: shown, and no event in history. */

const now = () => new Date().toISOString();

export function setDoing(run: { doing?: Doing }, what?: string): void {
  if (what) run.doing = { what, since: now() };
  else delete run.doing;
}

/** What the feature does from now on; without a text, nothing. */
export function doing(run: FeatureRun, what?: string): void {
  setDoing(run, what);
  show(run);
}

/** From now on what is under way only ends. */
export function cancelling(run: FeatureRun): void {
  run.cancelling = now();
  show(run);
}
