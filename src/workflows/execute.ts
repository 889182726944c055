import { ParentClosePolicy, startChild, isCancellation } from '@temporalio/workflow';
import type { TaskStatus } from '../types.js';
import { NO_USAGE } from '../usage.js';
import { sessionLevel } from './budget.js';
import { COLUMNS, enter, publish } from './details.js';
import { blockersOf, session, workOf, type FeatureRun } from './feature-run.js';
import { land } from './landing.js';
import { account } from './ledger.js';
import { resumeSignal, taskWorkflowId } from './messages.js';
import { gate, hostStep, waitUntil } from './pausing.js';
import { signalTasks } from './reach-tasks.js';
import { settled, startable } from './schedule.js';
import { taskWorkflow, type TaskInput, type TaskResult } from './task.js';

/** A task reports its tokens that often while it uses up a whole session: so far, and by the turn that runs, may it overshoot. */
const REPORTS = 40;

/** Runs the tasks as their graph lets them, and lands what they made, one at a time. */
export async function execute(run: FeatureRun): Promise<void> {
  enter(run, 'execute');
  while (!settled(run.tasks)) {
    await gate(run);
    for (const task of finished(run)) await close(run, task);
    await gate(run);
    const next = mayStart(run) ? startable(run.tasks, run.feature.maxParallel) : [];
    for (const task of next) if (task.status === 'pending') await start(run, task);
    if (closeSession(run)) continue;
    publish(run);
    await waitUntil(run, () => somethingToDo(run));
  }
}

const finished = (run: FeatureRun) =>
  run.tasks.filter((task) => task.status === 'running' && run.work.get(task.id)?.result);

const mayStart = (run: FeatureRun) =>
  ['free', 'warned'].includes(sessionLevel(session(run).tokens, run.feature.sessionTokens));

/** With no room for a new task and none under way, the session is over. */
function closeSession(run: FeatureRun): boolean {
  const idle = !run.tasks.some((task) => task.status === 'running');
  if (mayStart(run) || !idle || startable(run.tasks, run.feature.maxParallel).length === 0) return false;
  const { number, tokens } = session(run);
  run.pause.wanted ??= `session ${number} has used ${tokens} of its ${run.feature.sessionTokens} tokens, too much to start a task; resume opens a fresh one`;
  return true;
}

function somethingToDo(run: FeatureRun): boolean {
  if (settled(run.tasks) || finished(run).length > 0) return true;
  const idle = !run.tasks.some((task) => task.status === 'running');
  return startable(run.tasks, run.feature.maxParallel).length > 0 && (mayStart(run) || idle);
}

async function start(run: FeatureRun, task: TaskStatus): Promise<void> {
  const work = workOf(run, task.id);
  task.status = 'running';
  delete work.report;
  delete work.result;
  const input = await inputOf(run, task);
  work.base = input.commit;
  const child = await startChild(taskWorkflow, {
    workflowId: taskWorkflowId(run.slug, task.id),
    args: [input],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: `${task.id}: ${task.name}`,
    typedSearchAttributes: run.at.searchAttributes.includes('PivFeature')
      ? [{ key: COLUMNS.PivFeature, value: run.slug }]
      : [],
    workflowTaskTimeout: '2 seconds',
    priority: { fairnessKey: run.slug },
  });
  work.run = child.firstExecutionRunId;
  const ended = child.result().then(
    (result) => void (work.result = result),
    (error: unknown) => void (work.result = failed(run, task, error)),
  );
  run.children.set(task.id, ended);
  if (input.paused && run.pause.wanted === undefined) await signalTasks(run, resumeSignal);
}

/** A task workflow that ended otherwise (terminated, cancelled by hand) blocks its task; nothing else stops. */
function failed(run: FeatureRun, task: TaskStatus, error: unknown): TaskResult {
  const { contexts, report } = workOf(run, task.id);
  const why = isCancellation(error) ? 'it was cancelled' : error instanceof Error ? (error.cause ?? error) : error;
  const { tokens = 0, usage = NO_USAGE, attempts = 0 } = report ?? {};
  return {
    is: 'blocked',
    reason: `its workflow ended: ${String(why)}`,
    contexts: contexts + 1,
    attempts,
    tokens,
    usage,
  };
}

async function inputOf(run: FeatureRun, status: TaskStatus): Promise<TaskInput> {
  const { slug, feature, place, at, brief, decisions, baseline } = run;
  const task = run.plan.find((one) => one.id === status.id)!;
  const { contexts, note } = workOf(run, task.id);
  const { tip, tree } = await hostStep(run, `${task.id}: read the branch`, (host) =>
    host.readBranch({ place, known: run.tip }),
  );
  run.tip = tip;
  const blockers = blockersOf(run, task);
  return {
    feature: slug,
    request: feature.request,
    place,
    host: at.host,
    task,
    brief: brief!,
    decisions,
    commit: tip,
    tree,
    contexts,
    blockers,
    failedBefore: baseline?.tests?.failed ?? [],
    ...(note ? { note } : {}),
    paused: run.pause.wanted !== undefined,
    reportEvery: Math.ceil(feature.sessionTokens / REPORTS),
  };
}

/** A task workflow has ended: its work is landed, or the task is blocked, or has to be done again. */
async function close(run: FeatureRun, task: TaskStatus): Promise<void> {
  const work = workOf(run, task.id);
  const { result } = work;
  if (!result) return;
  if (work.run) {
    const { tokens, usage, attempts } = result;
    account(run, { task: task.id, run: work.run, quiet: true, tokens, usage, attempts });
    work.ended.push(work.run);
  }
  work.contexts = result.contexts;
  delete work.note;
  delete work.report;
  const again = result.is === 'done' ? await land(run, task, result.proven) : undefined;
  if (result.is === 'blocked') {
    task.status = 'blocked';
    task.reason = result.reason;
  } else if (again) {
    task.status = 'pending';
    work.note = again;
  }
  delete work.result;
  delete work.run;
  publish(run);
}
