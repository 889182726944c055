import { CancellationScope, condition } from '@temporalio/workflow';
import { publish } from './details.js';
import { session, type FeatureRun } from './feature-run.js';
import { untilMended } from './mending.js';
import { pauseSignal, resumeSignal } from './messages.js';
import { stationOf } from './feature-station.js';
import { stepsOf, takeStep, type Steps } from './hosts.js';
import { mended } from './proxies.js';
import { runningTasks, signalTasks } from './reach-tasks.js';
import { nextTask } from './schedule.js';
import { openSession } from './sessions.js';

/** Waiting for people: pause and resume, and what a person has to mend. */

/** Passes at once, or goes through a whole pause: quiet, marked on the branch, resumed, baseline green. */
export async function gate(run: FeatureRun): Promise<void> {
  while (run.pause.wanted) {
    run.pause.number += 1;
    await signalTasks(run, pauseSignal, { number: run.pause.number });
    await condition(() => !run.pause.wanted || runningTasks(run).every((id) => isQuiet(run, id)));
    if (run.pause.wanted) await pauseUntilResumed(run);
    if (run.pause.wanted) continue;
    forgetQuiet(run);
    await signalTasks(run, resumeSignal);
  }
}

/** Waits until `met`, pausing meanwhile when a person wants that; what arrived while paused acts after resume. */
export async function waitUntil(run: FeatureRun, met: () => boolean): Promise<void> {
  for (;;) {
    await condition(() => met() || run.pause.wanted !== undefined);
    // The pause that ended the wait may have been taken back since.
    if (run.pause.wanted === undefined && met()) return;
    await gate(run);
  }
}

/** Blocks the feature until a person has mended this and sent `retry`; a pause is taken meanwhile. */
export const stuck = (run: FeatureRun, remedy: string) => untilMended(run, remedy, (met) => waitUntil(run, met));

/** The same where no pause can be taken, as in one: what is wanted meanwhile comes at the next gate. */
export const stuckInPause = (run: FeatureRun, remedy: string) => untilMended(run, remedy, (met) => condition(met));

/** A step on the feature's host; what a person has to mend blocks the feature until `retry`. */
export const hostStep = <T>(
  run: FeatureRun,
  what: string,
  use: (host: Steps) => Promise<T>,
  { wait = stuck, trees = [] as string[] } = {},
) => stepsOf({ ...stationOf(run), stuck: (remedy) => wait(run, remedy) })(what, use, trees);

/** A cancel comes after it: what it puts on the branch is known then. */
export const whole = <T>(step: () => Promise<T>) => CancellationScope.nonCancellable(step);

async function pauseUntilResumed(run: FeatureRun): Promise<void> {
  const ending = session(run);
  const next = nextTask(run.tasks);
  if (next) ending.next = next;
  const date = new Date().toISOString();
  const point = { place: run.place, known: run.tip, body: pauseBody(run), date, session: ending.number };
  const what = 'pause: put the WIP commit on the branch';
  const mark = (host: Steps) => whole(() => host.markPausePoint(point));
  const { commit } = await hostStep(run, what, mark, { wait: stuckInPause });
  if (commit) run.pause.wip = commit;
  run.pause.closed = true;
  publish(run);
  await condition(() => !run.pause.wanted);
  run.pause.closed = false;
  openSession(run);
  run.asks = [];
  publish(run);
  await mended(
    () => dropPausePoint(run),
    (remedy) => stuckInPause(run, remedy),
  );
  await checkBaseline(run);
}

/** Takes the WIP commit of a pause back off the branch, if there is one. */
export async function dropPausePoint(run: FeatureRun): Promise<void> {
  const { wip } = run.pause;
  if (!wip) return;
  const point = { place: run.place, commit: wip };
  const what = 'take the WIP commit off';
  const stays = await takeStep(stationOf(run), what, (host) => host.unmarkPausePoint(point));
  if (stays) run.tip = wip;
  delete run.pause.wip;
}

/** Before the next turn: the branch's tests, against what failed before the feature. A red baseline blocks. */
async function checkBaseline(run: FeatureRun): Promise<void> {
  if (!run.brief) return;
  for (;;) {
    const { commands } = run.brief;
    const input = { place: run.place, known: run.tip, commands, failedBefore: run.baseline?.tests?.failed ?? [] };
    const found = await hostStep(run, 'resume: run the baseline tests', (host) => host.checkTip(input), {
      wait: stuckInPause,
    });
    session(run).baseline = found.text;
    if (found.ok) return;
    await stuckInPause(run, `the baseline is red: ${found.text} Mend the branch, then: retry`);
  }
}

/** Still, and in answer to this pause: what was said in an earlier one may arrive late. Earlier builds don't number them. */
const isQuiet = (run: FeatureRun, id: string) => {
  const work = run.work.get(id);
  if (!work?.run || work.result) return true;
  const { quiet = false, pause = run.pause.number } = work.report ?? {};
  return quiet && pause === run.pause.number;
};

/** What is resumed is no longer quiet, though it may say so only after the next pause: it answers that one anew. */
function forgetQuiet(run: FeatureRun): void {
  for (const id of runningTasks(run)) {
    const report = run.work.get(id)?.report;
    if (report) report.quiet = false;
  }
}

/** The state, for whoever reads the branch. */
function pauseBody(run: FeatureRun): string {
  const ids = (status: string) => run.tasks.filter((task) => task.status === status).map((task) => task.id);
  const { number, tokens, next } = session(run);
  return [
    `Phase: ${run.phase}`,
    `Tasks completed: ${ids('done').length}/${run.tasks.length}${ids('done').length ? ` (${ids('done').join(', ')})` : ''}`,
    `Next task: ${next ?? '-'}`,
    `Tokens used: ${tokens} of ${run.feature.sessionTokens} in session ${number}`,
    `Reason: ${run.pause.wanted ?? '-'}`,
  ].join('\n');
}
