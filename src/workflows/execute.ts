import { patched } from '@temporalio/workflow';
import type { TaskStatus } from '../types.js';
import { sessionLevel } from './budget.js';
import { isLong, mayRoll, openTasks, roll } from './carry.js';
import { enter, publish } from './details.js';
import { serve } from './feature-purse.js';
import { session, workOf, type FeatureRun } from './feature-run.js';
import { handOver, noteHeard } from './feature-words.js';
import { takeBack } from './grants.js';
import { land } from './landing.js';
import { keepLeft } from './left-work.js';
import { doAgain, notMended } from './landing-again.js';
import { accountEnded } from './ledger.js';
import { hasChanges, takeUp } from './mending.js';
import { gate, hostStep, waitUntil } from './pausing.js';
import { isReady, settled, startable } from './schedule.js';
import { endSession } from './sessions.js';
import { start } from './start-task.js';
import { withTesting } from './testing.js';

/** Runs the tasks as their graph lets them, and lands what they made, one at a time. */
export async function execute(run: FeatureRun): Promise<void> {
  enter(run, 'execute');
  while (!settled(run.tasks)) {
    await gate(run);
    for (const task of finished(run)) await close(run, task);
    await gate(run);
    await takeUp(run, (met) => waitUntil(run, met));
    await roll(run);
    for (const task of toStart(run)) if (isReady(run.tasks, task)) await start(run, task);
    if (sessionOver(run)) {
      closeSession(run);
      continue;
    }
    publish(run);
    await waitUntil(run, () => somethingToDo(run));
  }
}

const finished = (run: FeatureRun) =>
  run.tasks.filter((task) => task.status === 'running' && run.work.get(task.id)?.result);

/** Tasks to start now. A long history takes no more of them: it goes on as a new run first. */
const toStart = (run: FeatureRun) =>
  !isLong(run) && hasRoom(run) ? startable(run.tasks, run.feature.maxParallel) : [];

const hasRoom = (run: FeatureRun) =>
  ['free', 'warned'].includes(sessionLevel(session(run).tokens, run.feature.sessionTokens));

/** With no room for a new task and none under way, the session is over. */
const sessionOver = (run: FeatureRun) =>
  !isLong(run) && !hasRoom(run) && isIdle(run) && startable(run.tasks, run.feature.maxParallel).length > 0;

/** A task that was skipped in the middle is under way until its workflow has ended. Earlier builds didn't wait for that. */
const isIdle = (run: FeatureRun) =>
  !run.tasks.some((task) => task.status === 'running') && !(openTasks(run).length > 0 && patched('skipped-ends'));

function closeSession(run: FeatureRun): void {
  const { number, tokens } = session(run);
  const used = `session ${number} has used ${tokens} of its ${run.feature.sessionTokens} tokens`;
  if (!run.pause.wanted) endSession(run, `${used}, too much to start a task`);
}

/** Asks just what the loop above asks: one that is woken up and does nothing would never rest again. */
const somethingToDo = (run: FeatureRun) =>
  hasChanges(run) ||
  settled(run.tasks) ||
  finished(run).length > 0 ||
  mayRoll(run) ||
  toStart(run).length > 0 ||
  sessionOver(run);

/** A task workflow has ended: its work is landed, or the task is blocked, or has to be done again. */
async function close(run: FeatureRun, task: TaskStatus): Promise<void> {
  const work = workOf(run, task.id);
  const { result } = work;
  if (!result) return;
  accountEnded(run, task.id);
  noteHeard(run, task.id, result.words);
  takeBack(run, task.id);
  serve(run);
  work.contexts = result.contexts;
  delete work.note;
  delete work.report;
  const again = result.is === 'done' ? await land(run, task, result.proven) : notMended(work, result);
  delete work.mend;
  if (task.status === 'done') handOver(run, task.id);
  if (task.status === 'done') await adoptTesting(run, task);
  if (again) doAgain(task, work, again, patched('landings'));
  else if (result.is === 'blocked') {
    task.status = 'blocked';
    task.reason = result.reason;
    keepLeft(work, result);
  }
  delete work.result;
  delete work.run;
  publish(run);
}

/** A task has brought the command that runs tests: from now on it holds, and what is measured is compared with now. */
async function adoptTesting(run: FeatureRun, { id }: TaskStatus): Promise<void> {
  const { place, testing } = run;
  if (testing?.task !== id) return;
  run.brief = withTesting(run.brief!, testing);
  delete run.testing;
  Object.assign(run.found?.commands ?? {}, testing.commands);
  const { commands } = run.brief;
  const { tip, tree } = await hostStep(run, `${id}: read the branch`, (host) =>
    host.readBranch({ place, known: run.tip }),
  );
  const { tests, notes } = await hostStep(run, `${id}: run the tests that it brought, as a baseline`, (host) =>
    host.measureBaseline({ place, commit: tip, tree, commands, later: true }),
  );
  run.baseline = { ...run.baseline!, ...(tests ? { tests } : {}), notes };
  run.at.measured = { commit: tip, tree };
}
