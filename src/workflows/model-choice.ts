import { chooseModels } from '../models.js';
import type { Choice, Task } from '../types.js';
import type { FeatureRun } from './feature-run.js';
import type { Talk } from './talk.js';

/** Which model a conversation is with: it is chosen when that begins, and stays. */

export const chosenFor = ({ feature, at }: FeatureRun) => chooseModels(feature.models, at.stated?.models);

/** A conversation is with one model: where each stage of a task has its own, there are two. */
export function stagesOf(run: FeatureRun, { separate }: Task): 'together' | 'apart' {
  const { red, green } = chosenFor(run);
  const alike = red?.model === green?.model && red?.effort === green?.effort;
  return alike && !separate && !run.brief?.separate ? 'together' : 'apart';
}

/** It stays with the model that answers first. */
export function keepModel({ agent, from }: Talk, asked: Choice | undefined): void {
  const system = agent.transcript[from];
  if (system?.role !== 'system' || system.model !== undefined) return;
  Object.assign(system, asked);
  delete system.left;
}

/** A person has changed something: with it the worker's model, perhaps. One that was chosen stays. */
export function freeModel({ agent, from, plan }: Talk): void {
  const system = agent.transcript[from];
  if (system?.role !== 'system' || plan.choice) return;
  if (system.model) system.left = system.model;
  delete system.model;
  delete system.effort;
}
