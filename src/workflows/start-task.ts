import { isCancellation, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { installFile } from '../install-files.js';
import { shortList } from '../lists.js';
import type { PlannedTask, Task, TaskStatus } from '../types.js';
import { NO_USAGE } from '../usage.js';
import { COLUMNS } from './details.js';
import { blockersOf } from './blockers.js';
import { taskOf, workOf, type FeatureRun } from './feature-run.js';
import { passOn, wordsFor } from './feature-words.js';
import { takeLeft } from './left-work.js';
import { resumeSignal, taskWorkflowId } from './messages.js';
import { chosenFor, stagesOf } from './model-choice.js';
import { hostStep } from './pausing.js';
import { afterEarlier, signalTasks } from './reach-tasks.js';
import { withTesting } from './testing.js';
import type { Mend } from './proven.js';
import { taskWorkflow, type TaskInput, type TaskResult } from './task.js';

/** A task's workflow: how it is started, and what it is told. */

/** A task reports its tokens that often while it uses up a whole session. */
const REPORTS = 40;

/** Of another task, what is told of its files: how many, and how much of a path. */
const FILES = 10;
const PATH = 120;

export async function start(run: FeatureRun, task: TaskStatus): Promise<void> {
  const work = workOf(run, task.id);
  task.status = 'running';
  delete work.report;
  delete work.result;
  const input = await inputOf(run, task);
  work.base = input.commit;
  const options = {
    workflowId: taskWorkflowId(run.slug, task.id),
    args: [input] as [TaskInput],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: `${task.id}: ${task.name}`,
    typedSearchAttributes: run.at.searchAttributes.includes('PivFeature')
      ? [{ key: COLUMNS.PivFeature, value: run.slug }]
      : [],
    workflowTaskTimeout: '2 seconds' as const,
    priority: { fairnessKey: run.slug },
  };
  const child = await afterEarlier(run, task.id, () => startChild(taskWorkflow, options));
  const ended = child.result().then(
    (result) => void (work.result = result),
    (error: unknown) => void (work.result = failed(run, task, error)),
  );
  run.children.set(task.id, ended);
  void passOn(run, task.id, input.told);
  if (input.paused && run.pause.wanted === undefined) await signalTasks(run, resumeSignal);
}

/** A task workflow that ended otherwise (terminated, cancelled by hand) blocks its task; nothing else stops. */
function failed(run: FeatureRun, task: TaskStatus, error: unknown): TaskResult {
  const work = workOf(run, task.id);
  const { contexts, report } = work;
  // Whoever ended it doesn't want it done again.
  delete work.mend;
  const why = isCancellation(error) ? 'it was cancelled' : error instanceof Error ? (error.cause ?? error) : error;
  const { tokens = 0, usage = NO_USAGE, attempts = 0, cost } = report ?? {};
  return {
    is: 'blocked',
    reason: `its workflow ended: ${String(why)}`,
    contexts: contexts + 1,
    attempts,
    tokens,
    usage,
    ...(cost === undefined ? {} : { cost }),
  };
}

async function inputOf(run: FeatureRun, status: TaskStatus): Promise<TaskInput> {
  const { slug, feature, place, at, brief, decisions, baseline, testing } = run;
  const task = run.plan.find((one) => one.id === status.id)!;
  const { contexts, note, mend, failed: again } = workOf(run, task.id);
  const { tip, tree } = mend ? mended(mend) : await branchNow(run, task.id);
  const left = mend ? undefined : await takeLeft(run, task.id, tip);
  place.planned = { all: installFilesOf(run.plan), task: [] };
  const blockers = blockersOf(run, task);
  const told = wordsFor(run, task.id, mend !== undefined);
  return {
    feature: slug,
    request: feature.request,
    place: { ...place, planned: { ...place.planned, task: installFilesOf([task]) } },
    host: at.host,
    hosts: feature.hosts,
    task,
    brief: withTesting(brief!, testing),
    ...(testing?.task === task.id ? { bringsTests: true } : {}),
    decisions,
    commit: tip,
    tree,
    base: at.base,
    plan: planNow(run),
    contexts,
    models: chosenFor(run),
    ...(again ? { last: true } : {}),
    blockers,
    failedBefore: baseline?.tests?.failed ?? [],
    ...(note ? { note } : {}),
    ...(told.length > 0 ? { told } : {}),
    ...(mend ? { mend } : {}),
    ...(run.keeps ? { stages: stagesOf(run, task) } : {}),
    ...(left ? { left } : {}),
    paused: run.pause.wanted !== undefined,
    reportEvery: Math.ceil(feature.sessionTokens / REPORTS),
    ...(run.bounded ? { bounded: true } : {}),
  };
}

const planNow = (run: FeatureRun): PlannedTask[] =>
  run.plan.map(({ id, name, blockedBy, files }) => {
    const status = taskOf(run, id)?.status ?? 'pending';
    return { id, name, blockedBy, status, files: status === 'running' ? shortList(files, FILES, PATH) : [] };
  });

async function branchNow(run: FeatureRun, task: string): Promise<{ tip: string; tree: string }> {
  const at = await hostStep(run, `${task}: read the branch`, (host) =>
    host.readBranch({ place: run.place, known: run.tip }),
  );
  run.tip = at.tip;
  return at;
}

/** It goes on where it was merged; what has landed since, it meets when it lands. */
const mended = ({ merged }: Mend) => ({ tip: merged.tip, tree: merged.tipTree });

/** They are in each input of an activity, so not without end. */
const INSTALL_FILES = 40;

const installFilesOf = (tasks: Task[]) =>
  [...new Set(tasks.flatMap(({ files }) => files))].filter((file) => installFile(file)).slice(0, INSTALL_FILES);
