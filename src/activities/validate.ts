import { diffTrees } from '../git/trees.js';
import { treeOf } from '../git/repository.js';
import { shortList } from '../lists.js';
import type { Baseline, Commands, Task, Validation, ValidationStage } from '../types.js';
import { measureStages, verdictOf, type MeasuredStage, type Shown, type TaskCheck } from '../verdict.js';
import { countTests } from '../verify/validation.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf } from './repository-of.js';
import { checkTask, measureStage, type Stage } from './validate-stage.js';
import { openWorkspace } from './workspace.js';

export interface PrepareValidation {
  place: Place;
  base: string;
  known: string;
}

export interface Prepared {
  tip: string;
  tree: string;
  filesCreated: string[];
  /** How many those are, where not all are named. */
  created?: number;
}

export interface Validated extends Omit<Prepared, 'tree'> {
  validation: Validation;
  coverage?: number;
  /** Tests that the whole suite has now, and had before. */
  tests: { now: number; before: number };
}

/** Makes a clean checkout of the branch as it stands. A step after it that doesn't find it there makes it again. */
export function prepareValidationActivity(deps: Dependencies) {
  return async function prepareValidation(input: PrepareValidation): Promise<Prepared> {
    return alive((signal) => prepare(deps, input, signal));
  };
}

async function prepare(deps: Dependencies, input: PrepareValidation, signal: AbortSignal): Promise<Prepared> {
  const { repo, tip } = await branchOf(deps, input.place, input.known);
  const tree = await treeOf(repo, tip);
  await openWorkspace(deps, input.place, { name: 'check', commit: tip, tree, fresh: true }, signal);
  const changes = await diffTrees(repo, input.base, tip);
  const added = changes.filter((change) => change.status === 'added').map((change) => change.path);
  const filesCreated = shortList(added, NAMED);
  return { tip, tree, filesCreated, ...(added.length > NAMED ? { created: added.length } : {}) };
}

const NAMED = 200;

/** Runs a task's own verify command. */
export function verifyTaskActivity(deps: Dependencies) {
  return async function verifyTask(
    input: Stage & { task: Pick<Task, 'id' | 'verify'> },
  ): Promise<{ check: TaskCheck; shown: Shown }> {
    return alive((signal) => checkTask(deps, input, input.task, signal));
  };
}

/** Measures one of the other stages. No model has a say here. */
export function validateStageActivity(deps: Dependencies) {
  return async function validateStage(input: Stage & { stage: ValidationStage['name'] }): Promise<MeasuredStage> {
    return alive((signal) => measureStage(deps, input, input.stage, signal));
  };
}

export interface Validate extends PrepareValidation {
  commands: Commands;
  integrationTests?: string[];
  baseline?: Baseline;
  done: Task[];
  codeSkipped: boolean;
}

/** All of it in one step, for features of earlier builds. */
export function validateActivity(deps: Dependencies) {
  return async function validate(input: Validate): Promise<Validated> {
    return alive(async (signal) => {
      const { tree, ...prepared } = await prepare(deps, input, signal);
      const { done, codeSkipped, ...known } = input;
      const at = { ...known, tree, tip: prepared.tip };
      const { rows, tests, ...more } = await measureStages(done, {
        verifyTask: (task, shown) => checkTask(deps, { ...at, shown }, task, signal),
        validateStage: (stage, shown) => measureStage(deps, { ...at, shown }, stage, signal),
        show: () => undefined,
      });
      const before = countTests(input.baseline) ?? 0;
      return { validation: verdictOf(rows, codeSkipped), ...prepared, ...more, tests: { now: tests, before } };
    });
  };
}
