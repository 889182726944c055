import type { Brief, Decision, Task } from '../../types.js';
import { taskText } from './brief.js';
import { opening, quote, type Opening } from './opening.js';

export interface TaskArguments extends Opening {
  brief: Brief;
  decisions: Decision[];
  task: Task;
  /** Counts fresh contexts of this stage, from 1. */
  attempt: number;
  /** Why an earlier try failed. */
  note?: string;
}

/** First message of a stage of Execute: header, task, what the stage adds, and what an earlier try came to. */
export function taskOpening(
  stage: 'red' | 'green',
  { feature, task, attempt, note }: TaskArguments,
  parts: (string | undefined)[],
): string {
  const header = { Feature: feature, Phase: 'execute', Task: task.id, Stage: stage, Attempt: attempt };
  const earlier = note === undefined ? undefined : `# An earlier try failed\n${quote('the earlier try', note)}`;
  return opening(header, [taskText(task), ...parts, earlier]);
}
