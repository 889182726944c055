import { CancellationScope, log, workflowInfo } from '@temporalio/workflow';
import type { Finish } from '../activities/finish.js';
import type { Validated } from '../activities/validate.js';
import type { Summary } from '../types.js';
import { openTasks, roll } from './carry.js';
import { measure } from './measuring.js';
import { enter, publish } from './details.js';
import { doing } from './doing.js';
import type { FeatureRun } from './feature-run.js';
import { stationOf } from './feature-station.js';
import { takeStep } from './hosts.js';
import { accountEnded } from './ledger.js';
import { statusOf } from './status.js';
import { endingOf } from './ending.js';
import { takeUp } from './mending.js';
import { cancelTask } from './reach-tasks.js';
import { dropPausePoint, gate, hostStep, waitUntil } from './pausing.js';
import { remedyIn } from './proxies.js';

/** Validates the whole; FAILED waits for `retry` (validate again) or `revise` (plan further tasks). */
export async function validate(run: FeatureRun): Promise<'closed' | 'revised'> {
  enter(run, 'validate');
  for (;;) {
    await gate(run);
    await takeUp(run, (met) => waitUntil(run, met));
    await roll(run);
    const measured = await measure(run);
    run.tip = measured.tip;
    run.validation = measured.validation;
    if (measured.validation.verdict !== 'FAILED') {
      run.summary = summaryOf(run, measured);
      return 'closed';
    }
    if ((await mendedOrRevised(run)) === 'retry') continue;
    run.phase = 'plan';
    return 'revised';
  }
}

async function mendedOrRevised(run: FeatureRun): Promise<'retry' | 'revised'> {
  const bad = run
    .validation!.stages.filter((stage) => stage.status === 'failed')
    .map((stage) => `${stage.name}: ${stage.detail}`);
  run.failed = bad;
  run.blockedOn = `validation FAILED. ${bad.join('; ')}. Mend the branch or change a command (piv commands ${run.slug}) and retry, or revise`;
  run.inbox.retry = false;
  publish(run);
  await waitUntil(run, () => run.inbox.retry || run.inbox.revise);
  delete run.blockedOn;
  const revised = run.inbox.revise;
  run.inbox.retry = false;
  delete run.validation;
  publish(run);
  return revised ? 'revised' : 'retry';
}

function summaryOf(run: FeatureRun, measured: Validated): Summary {
  const done = run.tasks.filter((task) => task.status === 'done').length;
  return {
    sessions: run.sessions.length,
    tokens: run.sessions.reduce((sum, { tokens }) => sum + tokens, 0),
    tasksCompleted: `${done}/${run.tasks.length}`,
    testsWritten: measured.tests.now - measured.tests.before,
    ...(measured.coverage === undefined ? {} : { coverage: measured.coverage }),
    seconds: Math.round((Date.now() - Date.parse(run.began)) / 1000),
    filesCreated: measured.filesCreated,
    ...(measured.created === undefined ? {} : { created: measured.created }),
    commits: run.commits.map(({ subject }) => subject),
  };
}

/** The branch and its record stay; all else of ours goes. */
export async function finish(run: FeatureRun): Promise<void> {
  await hostStep(run, 'tidy up', (host) => host.finish(leavings(run)));
}

function leavings(run: FeatureRun): Finish {
  const { place, work } = run;
  const runs = [
    workflowInfo().firstExecutionRunId,
    ...[...work.values()].flatMap(({ ended, run: open }) => (open ? [...ended, open] : ended)),
  ];
  const { validation, summary, sessions, tokens } = statusOf(run);
  const record = JSON.stringify({ validation, summary, sessions, tokens }, undefined, 2);
  const date = new Date().toISOString();
  return { place, runs, record, date };
}

/** A cancel: what runs is stopped, then worktrees and hidden refs go. The branch stays as it is. */
export async function cancel(run: FeatureRun): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    await endEarlierTasks(run);
    const open = openTasks(run);
    if (open.length > 0) doing(run, `cancel: wait until ${open.join(', ')} ${open.length > 1 ? 'have' : 'has'} ended`);
    await Promise.all(run.children.values());
    doing(run);
    for (const { id } of run.tasks) accountEnded(run, id);
    const problem = run.at.host ? await tidyUp(run) : undefined;
    run.closed = 'cancelled';
    run.ending = endingOf(run, problem);
    publish(run);
    log.info(run.ending);
  });
}

/** After a reset, tasks that the run before it has started may be open. */
async function endEarlierTasks(run: FeatureRun): Promise<void> {
  const { runId, firstExecutionRunId } = workflowInfo();
  if (runId === firstExecutionRunId) return;
  const pending = run.tasks.filter(({ status }) => status === 'pending');
  await Promise.all(pending.map(({ id }) => cancelTask(run, id)));
}

/** Where even that can't be done (the repository is gone), the cancel still is one: gives the reason. */
async function tidyUp(run: FeatureRun): Promise<string | undefined> {
  try {
    await dropPausePoint(run);
    await takeStep(stationOf(run), 'tidy up', (host) => host.finish(leavings(run)));
    return undefined;
  } catch (error) {
    const remedy = remedyIn(error);
    if (remedy === undefined) throw error;
    return remedy;
  }
}
