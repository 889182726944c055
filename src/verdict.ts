import { shortList } from './lists.js';
import { STAGES, type Task, type Validation, type ValidationStage } from './types.js';

/** The story of a validation: a step a stage, and what they come to. */

type Name = ValidationStage['name'];

/**
 * What commands have shown of a tree, so that none is run twice on it: by its line, the blob of what it showed. Such a
 * blob has no ref: where it is gone, as on another host, the command is run again.
 */
export type Shown = Record<string, string>;

export interface TaskCheck {
  task: string;
  ok: boolean;
  reason?: string;
}

export interface MeasuredStage {
  shown: Shown;
  /** Its row; of tests, also one that is known better now. */
  rows: ValidationStage[];
  coverage?: number;
  /** Tests that ran so far, whatever came of them. */
  tests?: number;
}

export interface Steps {
  verifyTask(task: Task, shown: Shown): Promise<{ check: TaskCheck; shown: Shown }>;
  validateStage(stage: Name, shown: Shown): Promise<MeasuredStage>;
  /** The stages so far. */
  show(stages: ValidationStage[]): void;
}

export async function measureStages(done: Task[], steps: Steps) {
  let shown: Shown = {};
  const checks: TaskCheck[] = [];
  for (const task of done) {
    const verified = await steps.verifyTask(task, shown);
    checks.push(verified.check);
    ({ shown } = verified);
  }
  let measured = { rows: [taskVerification(checks)], tests: 0 } as Omit<MeasuredStage, 'shown'> & { tests: number };
  for (const stage of STAGES.slice(1)) {
    steps.show(measured.rows);
    const { shown: all, rows, ...more } = await steps.validateStage(stage, shown);
    shown = all;
    const others = measured.rows.filter(({ name }) => !rows.some((row) => row.name === name));
    measured = { ...measured, ...more, rows: inOrder([...others, ...rows]) };
  }
  return measured;
}

const inOrder = (rows: ValidationStage[]) => rows.toSorted((a, b) => STAGES.indexOf(a.name) - STAGES.indexOf(b.name));

export function taskVerification(checks: TaskCheck[]): ValidationStage {
  const name = 'Task Verification';
  const bad = checks.filter((check) => !check.ok);
  if (checks.length === 0) return { name, status: 'n/a', detail: 'no task was done' };
  const detail = `${checks.length - bad.length}/${checks.length} passed`;
  if (bad.length === 0) return { name, status: 'passed', detail };
  const told = shortList(bad.map(({ task, reason }) => `${task}: ${reason}`));
  return { name, status: 'failed', detail: [detail, ...told].join('; ') };
}

export function verdictOf(stages: ValidationStage[], codeSkipped: boolean): Validation {
  if (stages.some((stage) => stage.status === 'failed')) return { verdict: 'FAILED', stages };
  return { verdict: codeSkipped ? 'PARTIAL' : 'PASSED', stages };
}
