import type { Brief, Decision, Ids, PlannedTask, Task, TaskState } from '../../types.js';
import { failedBeforeText } from './baseline.js';
import { taskText } from './brief.js';
import { groundText, landedText } from './ground.js';
import { folderInstructionsText, type Told } from './instructions.js';
import { opening, type Opening } from './opening.js';
import { shortList } from '../../lists.js';
import { list, quote } from './text.js';

export interface TaskArguments extends Opening {
  brief: Brief;
  decisions: Decision[];
  task: Task;
  /** Counts fresh contexts of this stage, from 1. */
  attempt: number;
  /** Why an earlier try failed. */
  note?: string;
  /** What that has left is in the working folder. */
  kept?: boolean;
  /** Ids of the tests that failed before the feature. */
  failedBefore?: Ids;
  /** All tasks, as they stood when this one began. */
  plan?: PlannedTask[];
  /** What the repository tells agents of the folders that the task touches. */
  own?: Told[];
}

/** First message of a stage of Execute: header, task, what the stage adds, and what an earlier try came to. */
export function taskOpening(
  stage: 'red' | 'green',
  { feature, task, attempt, note, kept, failedBefore, plan, own, ground }: TaskArguments,
  parts: (string | undefined)[],
): string {
  const header = { Feature: feature, Phase: 'execute', Task: task.id, Stage: stage, Attempt: attempt };
  const left = kept ? `${KEPT}\n` : '';
  const earlier = note === undefined ? undefined : `# An earlier try failed\n${left}${quote('the earlier try', note)}`;
  const around = [placeText(task, plan), ground && landedText(ground), folderInstructionsText(own), groundText(ground)];
  return opening(header, [taskText(task), ...around, failedBeforeText(failedBefore), ...parts, earlier]);
}

const KEPT = 'What it wrote is in the working folder. Go on from that: read it, and change what was wrong with it.';

const STATES: Record<TaskState, string> = {
  done: 'has landed',
  running: 'is under way beside this one',
  pending: 'comes later',
  blocked: 'is stuck',
  skipped: 'is left out',
};

/** What comes before it, beside it and after it. */
function placeText({ id }: Task, plan: PlannedTask[] = []): string | undefined {
  if (plan.length < 2) return undefined;
  const lines = plan.map((other) => {
    const needs = other.blockedBy.length > 0 ? `; needs ${other.blockedBy.join(', ')}` : '';
    const state = other.id === id ? 'is this one' : STATES[other.status];
    const files =
      other.id !== id && other.status === 'running' ? `, in ${shortList(other.files, SHOWN).join(', ')}` : '';
    return `${other.id}, ${other.name}, ${state}${files}${needs}`;
  });
  return `# The plan\n${list(lines)}`;
}

const SHOWN = 10;
