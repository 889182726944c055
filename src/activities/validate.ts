import { treeOf } from '../git/repository.js';
import { diffTrees } from '../git/trees.js';
import { runCommand } from '../sandbox/run.js';
import type { Baseline, CommandName, Commands, Task, Validation } from '../types.js';
import { setApart } from '../verify/apart.js';
import { measureLint } from '../verify/lint.js';
import { runSteady } from '../verify/steady.js';
import { measureTypes } from '../verify/types.js';
import * as stage from '../verify/validation.js';
import { readVerify } from '../verify-line.js';
import { alive } from './alive.js';
import type { Dependencies, Place } from './dependencies.js';
import { branchOf } from './repository-of.js';
import { openWorkspace, type Workspace } from './workspace.js';

export interface Validate {
  place: Place;
  base: string;
  known: string;
  commands: Commands;
  integrationTests?: string[];
  baseline?: Baseline;
  done: Task[];
  codeSkipped: boolean;
}

export interface Validated {
  validation: Validation;
  tip: string;
  coverage?: number;
  /** Tests that the whole suite has now, and had before. */
  tests: { now: number; before: number };
  filesCreated: string[];
}

const VERIFY_TIMEOUT_MS = 15 * 60_000;

/** Measures the branch on a clean checkout of it. No model has a say here. */
export function validateActivity(deps: Dependencies) {
  return async function validate(input: Validate): Promise<Validated> {
    return alive(async (signal) => {
      const { repo, tip } = await branchOf(deps, input.place, input.known);
      const tree = await treeOf(repo, tip);
      const at = { name: 'check', commit: tip, tree, fresh: true };
      const workspace = await openWorkspace(deps, input.place, at, signal);

      const { test, coverage, integration, lint, typecheck } = input.commands;
      const { baseline } = input;
      const failedBefore = baseline?.tests?.failed ?? [];
      const checks = await verifyTasks(input, workspace, signal);
      const linted = lint && (await measureLint(lint, workspace, { signal }));
      const typed = typecheck && (await measureTypes(typecheck, workspace, { signal }));
      const suite = coverage ?? test;
      const how = { commands: input.commands, failedBefore, signal };
      const run = suite && (await runSteady(suite, workspace, how));
      const own = integration && (await runSteady(integration, workspace, how));
      const apart = setApart({ suite: run, integration: own });
      const declared = stage.declaredBy(input.integrationTests, own !== undefined);
      const stages = [
        stage.taskVerification(checks),
        stage.findingsStage('Linting', linted, baseline?.lintErrors),
        stage.findingsStage('Type Check', typed, baseline?.typeErrors),
        stage.testStage('Unit Tests', apart.suite, failedBefore, declared),
        stage.testStage('Integration Tests', apart.integration ?? run, failedBefore, own ? () => true : declared),
        stage.coverageStage(coverage !== undefined, run?.coverage, baseline?.coverage),
      ];
      const changes = await diffTrees(repo, input.base, tip);
      return {
        validation: stage.verdictOf(stages, input.codeSkipped),
        tip,
        ...(run?.coverage === undefined ? {} : { coverage: run.coverage }),
        tests: {
          now: (apart.suite?.tests.length ?? 0) + (apart.integration?.tests.length ?? 0),
          before: stage.countTests(baseline) ?? 0,
        },
        filesCreated: changes.filter((change) => change.status === 'added').map((change) => change.path),
      };
    });
  };
}

/** Commands that run tests. */
const RUNNERS: CommandName[] = ['test', 'testFile', 'integration', 'coverage'];

/** Each task's own verify command, on the finished branch. */
async function verifyTasks({ done, commands, baseline }: Validate, workspace: Workspace, signal: AbortSignal) {
  const failedBefore = baseline?.tests?.failed ?? [];
  const how = { commands, failedBefore, signal };
  const checks: stage.TaskCheck[] = [];
  for (const { id, verify } of done) {
    const line = readVerify(verify, commands);
    if (line && RUNNERS.includes(line.name)) {
      const { command, files } = line;
      const run = files
        ? await runSteady(command, workspace, { ...how, files })
        : await runSteady({ ...command, command: verify }, workspace, how);
      checks.push(stage.testCheck(id, verify, run, failedBefore));
    } else {
      const { exitCode } = await runCommand(verify, workspace.confine, { timeoutMs: VERIFY_TIMEOUT_MS, signal });
      checks.push({ task: id, ok: exitCode === 0, reason: `${verify}: exit code ${exitCode}` });
    }
  }
  return checks;
}
