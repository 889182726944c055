import type { StageEnd } from './agent-loop.js';
import type { Left } from './kept-work.js';
import type { Proven } from './proven.js';
import type { TaskResult } from './task.js';
import type { TaskRun } from './task-run.js';
import { heardBy } from './words.js';

/** What a task's workflow gives its feature at its end. */
export function resultOf(run: TaskRun, end: StageEnd<Proven>): TaskResult {
  const { contexts, attempts, tokens, usage, cost, unpriced, models, without } = run;
  const told = {
    contexts,
    attempts,
    tokens,
    usage,
    cost,
    ...(models ? { models } : {}),
    ...(without ? { without } : {}),
    ...(unpriced ? { unpriced } : {}),
    ...(run.words.length > 0 ? { words: heardBy(run) } : {}),
  };
  if (end.is === 'done') return { is: 'done', proven: end.value, ...told };
  const redTree = run.redTree ? { redTree: run.redTree } : {};
  return { is: 'blocked', reason: blockedText(run, end), ...told, ...redTree, ...leftBy(run) };
}

/** What a person reads, and can do. */
function blockedText({ input }: TaskRun, end: Exclude<StageEnd<Proven>, { is: 'done' }>): string {
  if (!input.stages || end.is !== 'blocked') return end.reason;
  if (end.kind === 'ground') return `what it stands on is wrong: ${end.reason}`;
  return end.kind === 'task' ? `it can't be done as it is planned: ${end.reason}` : end.reason;
}

function leftBy({ input, red, work, refusals }: TaskRun): { left?: Left; refusals?: string[] } {
  if (!input.stages) return {};
  return { ...(work ? { left: { tree: work, ...(red ? { red } : {}) } } : {}), refusals };
}
