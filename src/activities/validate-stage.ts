import type { Repository } from '../git/repository.js';
import type { Baseline, Command, CommandName, Commands, Task, TestRun, ValidationStage } from '../types.js';
import type { MeasuredStage, Shown, TaskCheck } from '../verdict.js';
import { setApart } from '../verify/apart.js';
import { overTime, runIn } from '../verify/checkout.js';
import { measureLint } from '../verify/lint.js';
import { runSteady } from '../verify/steady.js';
import { measureTypes } from '../verify/types.js';
import * as rows from '../verify/validation.js';
import { readVerify } from '../verify-line.js';
import type { Dependencies, Place } from './dependencies.js';
import { readIds } from './ids.js';
import { repositoryOf } from './repository-of.js';
import { findingsIn, once, testsIn } from './shown.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** What is measured, on which tree. */
export interface Stage {
  place: Place;
  tip: string;
  tree: string;
  commands: Commands;
  integrationTests?: string[];
  baseline?: Baseline;
  shown: Shown;
}

const VERIFY_TIMEOUT_MS = 15 * 60_000;

/** How commands are run for it; the checkout is opened for the first one. */
interface Running {
  input: Stage;
  repo: Repository;
  shown: Shown;
  failedBefore: string[];
  open: () => Promise<Workspace>;
  signal: AbortSignal;
}

async function running(deps: Dependencies, input: Stage, signal: AbortSignal): Promise<Running> {
  const { place, tip, tree, shown, baseline } = input;
  const repo = await repositoryOf(deps, place);
  const failedBefore = await readIds(repo, baseline?.tests?.failed ?? []);
  const open = () => openWorkspace(deps, place, { name: 'check', commit: tip, tree }, signal);
  return { input, repo, shown: { ...shown }, failedBefore, open, signal };
}

/** The task's own verify command, on the finished branch. */
export async function checkTask(
  deps: Dependencies,
  input: Stage,
  { id, verify }: Pick<Task, 'id' | 'verify'>,
  signal: AbortSignal,
): Promise<{ check: TaskCheck; shown: Shown }> {
  const at = await running(deps, input, signal);
  return { check: await check(at, id, verify), shown: at.shown };
}

/** Commands that run tests. */
const RUNNERS: CommandName[] = ['test', 'testFile', 'integration', 'coverage'];

async function check(at: Running, task: string, verify: string): Promise<TaskCheck> {
  const line = readVerify(verify, at.input.commands);
  if (line && RUNNERS.includes(line.name)) {
    const { command, files } = line;
    const run = await testsOf(at, files ? command : { ...command, command: verify }, files);
    return rows.testCheck(task, verify, run, at.failedBefore);
  }
  if ((line?.name === 'lint' || line?.name === 'typecheck') && verify === line.command.command) {
    const { run, missing } = await findingsOf(at, line.name, line.command);
    return endOf(task, verify, run.exitCode, run.timedOut ? missing : undefined);
  }
  const ran = await once(at.repo, at.shown, verify, async () => {
    const workspace = await at.open();
    const timeoutMs = Math.max(workspace.longest?.tests ?? 0, VERIFY_TIMEOUT_MS);
    const result = await runIn(workspace, verify, { timeoutMs, signal: at.signal });
    return { exitCode: result.exitCode, ...(result.timedOut ? { late: overTime(verify, result) } : {}) };
  });
  return endOf(task, verify, ran.exitCode, ran.late);
}

const endOf = (task: string, verify: string, exitCode: number, late: string | undefined): TaskCheck => ({
  task,
  ok: exitCode === 0,
  ...(exitCode === 0 ? {} : { reason: late ?? `${verify}: exit code ${exitCode}` }),
});

export async function measureStage(
  deps: Dependencies,
  input: Stage,
  stage: ValidationStage['name'],
  signal: AbortSignal,
): Promise<MeasuredStage> {
  const at = await running(deps, input, signal);
  const measured = await rowsOf(at, stage);
  return { ...measured, shown: at.shown };
}

async function rowsOf(at: Running, stage: ValidationStage['name']): Promise<Omit<MeasuredStage, 'shown'>> {
  const { commands, baseline, integrationTests } = at.input;
  const { lint, typecheck, test, coverage, integration } = commands;
  const suite = coverage ?? test;
  if (stage === 'Linting' || stage === 'Type Check') {
    const [name, command] = stage === 'Linting' ? (['lint', lint] as const) : (['typecheck', typecheck] as const);
    const found = command && (await findingsOf(at, name, command));
    const before = stage === 'Linting' ? baseline?.lintErrors : baseline?.typeErrors;
    return { rows: [rows.findingsStage(stage, found, before)] };
  }
  const run = suite && (await testsOf(at, suite));
  const covered = run?.coverage === undefined ? {} : { coverage: run.coverage };
  if (stage === 'Coverage') {
    return { rows: [rows.coverageStage(coverage !== undefined, run?.coverage, baseline?.coverage)], ...covered };
  }
  const own = stage === 'Integration Tests' && integration ? await testsOf(at, integration) : undefined;
  const apart = setApart({ suite: run, integration: own });
  const declared = rows.declaredBy(integrationTests, integration !== undefined);
  const unit = rows.testStage('Unit Tests', apart.suite, at.failedBefore, declared);
  const tests = (apart.suite?.tests.length ?? 0) + (apart.integration?.tests.length ?? 0);
  if (stage === 'Unit Tests') return { rows: [unit], ...covered, tests };
  const isOwn = own ? () => true : declared;
  return {
    rows: [unit, rows.testStage('Integration Tests', apart.integration ?? run, at.failedBefore, isOwn)],
    tests,
  };
}

function testsOf(at: Running, command: Command, files?: string[]): Promise<TestRun> {
  const { commands } = at.input;
  const how = { commands, failedBefore: at.failedBefore, signal: at.signal, ...(files ? { files } : {}) };
  const line = JSON.stringify(files ? [command.command, files] : [command.command]);
  return once(at.repo, at.shown, line, async () => testsIn(await runSteady(command, await at.open(), how)));
}

function findingsOf({ repo, shown, open, signal }: Running, name: 'lint' | 'typecheck', { ...command }: Command) {
  const measure = name === 'lint' ? measureLint : measureTypes;
  const line = JSON.stringify([name, command.command]);
  return once(repo, shown, line, async () => findingsIn(await measure(command, await open(), { signal })));
}
