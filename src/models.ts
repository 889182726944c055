import { EFFORTS, type Choice, type Effort, type Models, type StageName } from './types.js';

/** Which model does what, of what a person, the repository and the worker say: decisions only. */

/** A choice a stage, as far as one is made, and that of a task's last attempt. */
export type Chosen = { [stage in StageName | 'last']?: Choice };

const STAGES = ['prime', 'discuss', 'plan', 'red', 'green'] as const;
const PHASES: Partial<Record<StageName, 'execute'>> = { red: 'execute', green: 'execute' };

/** What stands behind the last colon is an effort where it is called like one: names have colons too. */
export function readChoice(text: string): Choice {
  const at = text.lastIndexOf(':');
  const effort = text.slice(at + 1) as Effort;
  return at > 0 && EFFORTS.includes(effort) ? { model: text.slice(0, at), effort } : { model: text };
}

/** A person's word counts before the repository's; one for all stages leaves nothing of that. */
export function chooseModels(said: Models = {}, stated: Models = {}): Chosen {
  return said.all === undefined ? { ...byStage(stated), ...byStage(said) } : byStage(said);
}

function byStage(models: Models): Chosen {
  const named = STAGES.map((stage) => [stage, models[stage] ?? models[PHASES[stage] ?? 'all'] ?? models.all] as const);
  const texts = [...named, ['last', models.last] as const];
  return Object.fromEntries(texts.flatMap(([stage, text]) => (text === undefined ? [] : [[stage, readChoice(text)]])));
}

/** All models that a feature may come to use; `usual` is the worker's. */
export function modelsOf(chosen: Chosen, usual: string): string[] {
  const { last, ...stages } = chosen;
  const names = STAGES.map((stage) => stages[stage]?.model ?? usual);
  return [...new Set([...names, ...(last ? [last.model] : [])])];
}
